#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/model/value.h"

namespace advisor {

// Reads the keys of one YAML map of a rule file or advisor.yaml. Every wrong kind and every key
// nobody asked for becomes an error diagnostic at its place. The getters return what is there and
// right, a default otherwise, so that one mistake does not hide the next.
class Fields {
 public:
  // `what` names the map in messages: "a rule", "an entry of match". A value that is no map is
  // reported once and reads as empty.
  Fields(const Value& value, std::string what, Diagnostics& diagnostics);

  const Value* get(std::string_view key);  // nullptr if absent or null
  std::string text(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key);
  std::optional<double> number(std::string_view key);
  // A list of strings; one string stands for a list of one.
  std::vector<std::string> texts(std::string_view key);
  // Index of the word among the choices.
  std::optional<std::size_t> choice(std::string_view key,
                                    std::span<const std::string_view> choices);
  // Elements of a list of maps; nothing if absent.
  std::vector<const Value*> list(std::string_view key);
  const Map* map(std::string_view key);

  // Reports missing required keys at the start of the map.
  void require(std::initializer_list<std::string_view> keys);
  // Reports the keys that no getter asked for, with "did you mean".
  void finish();

  void error(const Value& at, std::string message, std::string hint = {});

 private:
  const Value& value_;
  std::string what_;
  Diagnostics& diagnostics_;
  std::vector<std::string_view> asked_;
};

// "a list", "a string": for messages.
std::string_view kind_name(const Value& value);

}  // namespace advisor
