#pragma once

#include <optional>
#include <string>

#include "src/aws/credentials.h"

namespace advisor::aws {

// AssumeRole, signed with the base credentials.
Result<Credentials> sts_assume_role(const Machine& machine, const Endpoints& endpoints,
                                    const Credentials& base, const Role& role);

// AssumeRoleWithWebIdentity, not signed; the token is read from the file each time.
Result<Credentials> sts_web_identity(const Machine& machine, const Endpoints& endpoints,
                                     const std::string& token_file, const Role& role);

}  // namespace advisor::aws
