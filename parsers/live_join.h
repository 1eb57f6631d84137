#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "parsers/aws_account.h"
#include "src/model/resource.h"

namespace advisor {

struct LiveJoin {
  std::size_t replaced = 0;  // live resources of which a file has the version to come
  // Types of which some file resource has a name that is not known: live ones that no file seems to
  // have may be theirs.
  std::set<std::string> unsure_types;
};

// Joins what accounts have with what the files say (docs/live.md). A live resource that a file has,
// too, is left out: the file's version is the one to come, and takes over its ARN and further
// names. The others are added. They are one resource if they have one type, one ARN or one name in
// the scope in which AWS keeps names unique, and no other region or account; where the file version
// could be several of the live ones, it is none of them. Takes resources and values out of `live`.
LiveJoin join_live(LiveAccounts& live, Inventory& files);

}  // namespace advisor
