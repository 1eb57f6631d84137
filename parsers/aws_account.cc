#include "parsers/aws_account.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "parsers/json.h"
#include "src/base/text.h"

namespace advisor {
namespace {

constexpr int kMaxDepth = 100;
constexpr std::size_t kMaxNodes = 20'000'000;
constexpr std::int64_t kSchema = 1;

// Reads members of one object; the first mistake is kept for all of the file.
class Reader {
 public:
  Reader(const Value& value, std::string what, std::optional<Error>& error)
      : value_(value), what_(std::move(what)), error_(error) {
    if (value.as_map() == nullptr)
      fail(fmt::format("{} is not an object", what_));
  }

  std::string text(std::string_view key, bool required = false) {
    const Value* found = get(key);
    if (found == nullptr && required)
      fail(fmt::format("{} has no '{}'", what_, key));
    if (found == nullptr)
      return {};
    if (found->as_string() == nullptr)
      wrong(key, "a string");
    else if (required && found->as_string()->empty())
      fail(fmt::format("'{}' of {} is empty", key, what_));
    return found->as_string() == nullptr ? std::string() : *found->as_string();
  }
  bool flag(std::string_view key) {
    const Value* found = get(key);
    if (found != nullptr && found->as_bool() == nullptr)
      wrong(key, "true or false");
    return found != nullptr && found->as_bool() != nullptr && *found->as_bool();
  }
  std::int64_t number(std::string_view key, std::int64_t otherwise) {
    const Value* found = get(key);
    if (found != nullptr && found->as_int() == nullptr)
      wrong(key, "a number");
    return found == nullptr || found->as_int() == nullptr ? otherwise : *found->as_int();
  }
  const List& list(std::string_view key) {
    static const List kNone;
    const Value* found = get(key);
    if (found != nullptr && found->as_list() == nullptr)
      wrong(key, "a list");
    return found == nullptr || found->as_list() == nullptr ? kNone : *found->as_list();
  }
  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> out;
    for (const Value& element : list(key)) {
      if (element.as_string() == nullptr)
        wrong(key, "a list of strings");
      else
        out.push_back(*element.as_string());
    }
    return out;
  }
  // null counts as absent.
  const Value* get(std::string_view key) const {
    const Value* found = value_.find(key);
    return found == nullptr || found->is_null() ? nullptr : found;
  }
  void wrong(std::string_view key, std::string_view wanted) {
    fail(fmt::format("'{}' of {} is not {}", key, what_, wanted));
  }
  void fail(std::string message) {
    if (!error_)
      error_ = Error{std::move(message)};
  }
  Reader below(const Value& value, std::string what) const {
    return {value, std::move(what), error_};
  }

 private:
  const Value& value_;
  std::string what_;
  std::optional<Error>& error_;
};

std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

Value not_collected(const Value& told) {
  const auto text = [&](std::string_view key) {
    const Value* found = told.find(key);
    return found == nullptr || found->as_string() == nullptr ? std::string()
                                                             : one_line(*found->as_string());
  };
  Unknown unknown;
  if (told.find("redacted") != nullptr) {
    unknown.cause = Unknown::Cause::kRedacted;
    return Value::unknown(std::move(unknown));
  }
  unknown.cause = Unknown::Cause::kNotCollected;
  unknown.function = text("action");
  unknown.text = text("code");
  if (!unknown.function.empty())
    unknown.text = unknown.function + (unknown.text.empty() ? "" : ": ") + unknown.text;
  return Value::unknown(std::move(unknown));
}

// The values of a resource, without places: the file is none that a user could look into. Nulls and
// what they stand for are absent, as in every format.
Value property(const Value& value) {
  if (const List* list = value.as_list()) {
    List out;
    out.reserve(list->size());
    for (const Value& element : *list)
      out.push_back(property(element));
    return Value::list(std::move(out));
  }
  const Map* map = value.as_map();
  if (map == nullptr) {
    Value out = value;
    out.set_span({});
    return out;
  }
  if (map->size() == 1 && map->front().key == "$unknown")
    return not_collected(map->front().value);
  if (map->size() == 1 && map->front().key == "$open" && map->front().value.as_list() != nullptr) {
    Value out = property(map->front().value);
    out.set_open(true);
    return out;
  }
  Map out;
  out.reserve(map->size());
  for (const Member& member : *map)
    if (!member.value.is_null())
      out.push_back({member.key, {}, property(member.value)});
  return Value::map(std::move(out));
}

// What a report may offer for a click.
bool is_address(std::string_view text) {
  return text.starts_with("https://") && std::ranges::all_of(text, [](char c) {
           return c > ' ' && c < '\x7f' && c != '<' && c != '>' && c != '"';
         });
}

Resource resource(const Value& value, const LiveAccount& account, const Reader& file) {
  Reader reader = file.below(value, "a resource");
  Resource out;
  out.type = reader.text("type", true);
  out.id = reader.text("id", true);
  out.name = reader.text("name");
  if (out.name.empty())
    out.name = out.id;
  out.format = "live";
  out.region = reader.text("region");
  out.account = account.id;
  if (std::string console = reader.text("console"); is_address(console))
    out.console = std::move(console);
  for (std::string& alias : reader.texts("aliases"))
    if (!alias.empty() && alias != out.id)
      out.aliases.push_back(std::move(alias));
  out.aliases.push_back(out.id);
  const Value* properties = reader.get("properties");
  if (properties != nullptr && properties->as_map() == nullptr)
    reader.wrong("properties", "an object");
  out.properties = properties == nullptr ? Value::map() : property(*properties);
  if (out.properties.as_map() == nullptr)
    reader.wrong("properties", "an object with the names of properties");
  return out;
}

// What other inputs fetch by name. Kinds that are not known are passed over.
void add_value(const Value& value, const Reader& file, std::vector<NamedValue>& values) {
  Reader reader = file.below(value, "a value");
  const std::string kind = reader.text("kind", true);
  NamedValue out;
  out.name = reader.text("name", true);
  out.scope = reader.text("stack");
  out.value = Value::string(reader.text("value"));
  if (kind == "stackOutput")
    out.kind = Link::Kind::kStackOutput;
  else if (kind == "stackExport")
    out.kind = Link::Kind::kStackExport;
  else if (kind == "parameter")
    out.kind = Link::Kind::kSsmParameter;
  else
    return;
  values.push_back(std::move(out));
}

LiveFailure failure(const Value& value, const Reader& file) {
  Reader reader = file.below(value, "a failure");
  LiveFailure out;
  out.action = one_line(reader.text("action", true));
  out.region = one_line(reader.text("region"));
  out.code = one_line(reader.text("code"));
  out.message = one_line(reader.text("message"));
  out.denied = reader.flag("denied");
  out.count = reader.number("count", 1);
  return out;
}

TrustedAdvisorResource affected(const Value& value, const Reader& file) {
  Reader reader = file.below(value, "an affected resource");
  TrustedAdvisorResource out;
  out.id = reader.text("id");
  out.region = reader.text("region");
  out.status = reader.text("status");
  out.excluded = reader.flag("excluded");
  for (const Value& cell : reader.list("cells")) {
    const List* pair = cell.as_list();
    if (pair == nullptr || pair->size() != 2) {
      reader.wrong("cells", "a list of pairs");
      continue;
    }
    const auto text = [](const Value& part) {
      return part.as_string() == nullptr ? std::string() : *part.as_string();
    };
    out.cells.emplace_back(text((*pair)[0]), text((*pair)[1]));
  }
  return out;
}

TrustedAdvisorCheck check(const Value& value, const Reader& file) {
  Reader reader = file.below(value, "a check of Trusted Advisor");
  TrustedAdvisorCheck out;
  out.id = reader.text("id", true);
  out.category = reader.text("category");
  out.name = reader.text("name");
  out.status = reader.text("status", true);
  out.timestamp = reader.text("timestamp");
  out.excluded = reader.flag("excluded");
  out.recommended_action = reader.text("recommendedAction");
  out.flagged = reader.number("flagged", 0);
  for (const Value& element : reader.list("resources"))
    out.resources.push_back(affected(element, reader));
  return out;
}

TrustedAdvisorResult trusted_advisor(const Value& value, const Reader& file) {
  Reader reader = file.below(value, "'trustedAdvisor'");
  TrustedAdvisorResult out;
  out.status = reader.text("status", true);
  std::set<std::string> ids;
  for (const Value& element : reader.list("checks")) {
    out.checks.push_back(check(element, reader));
    if (!ids.insert(out.checks.back().id).second)
      reader.fail(fmt::format("the check {} is there twice", printable(out.checks.back().id)));
  }
  return out;
}

LiveAccount account(const Value& value, const Reader& file, std::set<std::string>& ids) {
  Reader reader = file.below(value, "an account");
  LiveAccount out;
  out.id = reader.text("account", true);
  out.partition = reader.text("partition");
  out.regions = reader.texts("regions");
  for (const Value& element : reader.list("resources")) {
    out.resources.push_back(resource(element, out, reader));
    const Resource& made = out.resources.back();
    if (!ids.insert(made.type + " " + made.id).second)
      reader.fail(fmt::format("the resource {} is there twice", printable(made.id)));
  }
  for (const Value& element : reader.list("values"))
    add_value(element, reader, out.values);
  for (const Value& element : reader.list("failures"))
    out.failures.push_back(failure(element, reader));
  out.incomplete_types = reader.texts("incompleteTypes");
  if (const Value* found = reader.get("trustedAdvisor"))
    out.trusted_advisor = trusted_advisor(*found, reader);
  return out;
}

std::string failure_text(const LiveAccount& account, const LiveFailure& failure) {
  std::string out = fmt::format("{} {}", failure.action, failure.denied ? "was denied" : "failed");
  if (!failure.region.empty())
    out += " in " + failure.region;
  out += fmt::format(" (account {}", account.id);
  if (failure.count > 1)
    out += fmt::format(", {} calls", failure.count);
  out += ")";
  for (const std::string& part : {failure.code, failure.message})
    if (!part.empty())
      out += ": " + part;
  return out;
}

}  // namespace

Result<LiveAccounts> read_account_file(std::string_view text) {
  if (text.size() > kMaxAccountFileBytes)
    return Error{fmt::format("it is larger than {} MB", kMaxAccountFileBytes >> 20U)};
  JsonOptions options;
  options.limits = {kMaxDepth, kMaxAccountFileBytes, kMaxNodes};
  const Parsed parsed = parse_json(text, 0, options);
  if (!parsed.ok)
    return Error{parsed.diagnostics.empty() ? "it is not JSON" : parsed.diagnostics[0].message};
  std::optional<Error> error;
  Reader reader(parsed.root, "the account file", error);
  if (!error && reader.number("schema", 0) != kSchema)
    reader.fail(fmt::format("its schema is not {}; advisor and advisor-aws must be of one release",
                            kSchema));
  if (!error && reader.get("accounts") == nullptr)
    reader.fail("it has no 'accounts'");
  LiveAccounts out;
  std::set<std::string> ids;
  for (const Value& element : reader.list("accounts")) {
    if (error)
      break;
    out.accounts.push_back(account(element, reader, ids));
  }
  if (error)
    return std::move(*error);
  return out;
}

Diagnostics failure_diagnostics(const LiveAccounts& live) {
  Diagnostics out;
  for (const LiveAccount& account : live.accounts)
    for (const LiveFailure& failure : account.failures)
      out.push_back({Diagnostic::Level::kError,
                     failure_text(account, failure),
                     failure.denied ? "allow " + failure.action +
                                          " to the caller; what depends on it is undetermined"
                                    : std::string(),
                     {},
                     {}});
  return out;
}

}  // namespace advisor
