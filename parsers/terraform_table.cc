#include "parsers/terraform_table.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include "src/base/text.h"

namespace advisor {
namespace {

std::string_view next_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

// Without the comment, which begins with " #".
std::string_view without_comment(std::string_view line) {
  if (line.starts_with('#'))
    return {};
  line = line.substr(0, line.find(" #"));
  return line.substr(0, line.find_last_not_of(' ') + 1);
}

std::vector<std::string> words_of(std::string_view text, char separator = ' ') {
  std::vector<std::string> words;
  for (const std::string_view word : split(text, separator))
    if (!trim(word).empty())
      words.emplace_back(trim(word));
  return words;
}

std::pair<std::string, std::string> pair_of(std::string_view text) {
  const std::size_t at = text.find('=');
  if (at == std::string_view::npos)
    return {std::string(trim(text)), ""};
  return {std::string(trim(text.substr(0, at))), std::string(trim(text.substr(at + 1)))};
}

std::vector<std::pair<std::string, std::string>> pairs_of(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& part : words_of(text, ','))
    pairs.push_back(pair_of(part));
  return pairs;
}

Value constant(std::string_view text) {
  if (text == "true" || text == "false")
    return Value::boolean(text == "true");
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc() && stop == end)
    return Value::integer(number);
  return Value::string(std::string(text == "\"\"" ? "" : text));
}

// "absent(0) json": the next word with what is in parentheses behind it.
struct Modifier {
  std::string_view word;
  std::string_view argument;
};
Modifier next_modifier(std::string_view& rest) {
  rest = trim(rest);
  std::size_t end = rest.find_first_of(" (");
  Modifier modifier{rest.substr(0, end), {}};
  if (end < rest.size() && rest[end] == '(') {
    const std::size_t close = std::min(rest.find(')', end), rest.size());
    modifier.argument = rest.substr(end + 1, close - end - 1);
    end = close + 1;
  }
  rest.remove_prefix(std::min(end, rest.size()));
  return modifier;
}

bool add_modifier(TerraformRule& rule, Modifier modifier) {
  const std::string_view argument = modifier.argument;
  const auto two = [&] { return words_of(argument, ','); };
  if (modifier.word == "json" || modifier.word == "expand") {
    (modifier.word == "json" ? rule.json : rule.expand) = true;
    return argument.empty();
  }
  if (modifier.word == "absent" && argument == "empty")
    rule.absent_if_empty = true;
  else if (modifier.word == "absent")
    for (const std::string& word : two())
      rule.absent.push_back(constant(word));
  else if (modifier.word == "default")
    rule.fallback = constant(argument);
  else if (modifier.word == "unless")
    rule.unless = pairs_of(argument);
  else if (modifier.word == "bool" && two().size() == 2)
    rule.words = {{"true", two()[0]}, {"false", two()[1]}};
  else if (modifier.word == "enum")
    rule.words = pairs_of(argument);
  else if (modifier.word == "pairs" && two().size() == 2)
    rule.pairs = two();
  else if (modifier.word == "map" && !two().empty())
    rule.keyed = two();
  else if (modifier.word == "with")
    rule.with = pairs_of(argument);
  else
    return false;
  return !argument.empty();
}

void set_target(TerraformRule& rule, std::string_view target) {
  using Target = TerraformRule::Target;
  rule.target = target == "."           ? Target::kFlat
                : target == "-"         ? Target::kNowhere
                : target == "Terraform" ? Target::kTerraform
                                        : Target::kPath;
  if (rule.target != Target::kPath)
    return;
  if (target.starts_with('^')) {
    rule.from_root = true;
    target.remove_prefix(1);
  }
  if (const std::size_t brace = target.find('{'); brace != std::string_view::npos) {
    rule.key = target.substr(brace + 1, target.find('}') - brace - 1);
    target = target.substr(0, brace);
  }
  const std::size_t list = target.find("[]");
  rule.append = list != std::string_view::npos;
  rule.path = words_of(target.substr(0, list), '.');
  if (rule.append)
    rule.element_path = words_of(target.substr(list + 2), '.');
}

bool read_rule(std::string_view line, TerraformRule& rule) {
  line = trim(line);
  std::string_view name = line.substr(0, line.find(' '));
  line.remove_prefix(name.size());
  line = trim(line);
  if (name.ends_with("[]")) {
    rule.each = true;
    name.remove_suffix(2);
  }
  rule.attribute = name;
  if (line.starts_with("->")) {
    line = trim(line.substr(2));
    const std::string_view target = line.substr(0, line.find(' '));
    line.remove_prefix(target.size());
    set_target(rule, target);
    if (target.empty() || (rule.target == TerraformRule::Target::kPath && rule.path.empty()))
      return false;
  }
  bool good = true;
  while (!trim(line).empty())
    good = add_modifier(rule, next_modifier(line)) && good;
  return good;
}

// "arn invoke_arn = Arn PATTERN": without pattern several attributes may be named.
void add_references(TerraformType& type, std::string_view text) {
  const std::size_t equals = text.find('=');
  std::string_view right = equals == std::string_view::npos ? "" : trim(text.substr(equals + 1));
  const std::string_view target = right.substr(0, right.find(' '));
  right.remove_prefix(target.size());
  for (const std::string& attribute : words_of(text.substr(0, equals)))
    type.references.push_back(
        {attribute, std::string(target == "Ref" ? "" : target), std::string(trim(right))});
}

void keep(TerraformTable& table, std::string_view names) {
  for (const std::string& name : words_of(names)) {
    TerraformRule rule;
    rule.attribute = name;
    rule.target = TerraformRule::Target::kTerraform;
    table.rules.push_back(std::move(rule));
  }
}

void set_under(TerraformTable& table, std::string_view path) {
  table.under_list = path.ends_with("[]");
  table.under = words_of(path.substr(0, path.find("[]")), '.');
}

bool read_directive(TerraformType& type, TerraformTable& table, std::string_view line) {
  const std::string_view word = line.substr(0, line.find(' '));
  const std::string_view rest = trim(line.substr(word.size()));
  if (word == "@name")
    type.name_attribute = rest;
  else if (word == "@ref")
    add_references(type, std::string(rest) + " = Ref");
  else if (word == "@att")
    add_references(type, rest);
  else if (word == "@terraform")
    keep(table, rest);
  else if (word == "@under")
    set_under(table, rest);
  else
    return word == "@alias" || word == "@fold";
  return !rest.empty();
}

}  // namespace

const TerraformRule* find_rule(const std::vector<TerraformRule>& rules,
                               std::string_view attribute) {
  const auto found = std::ranges::find(rules, attribute, &TerraformRule::attribute);
  return found == rules.end() ? nullptr : &*found;
}

std::vector<TerraformHeading> terraform_headings(std::string_view text) {
  std::vector<TerraformHeading> headings;
  while (!text.empty()) {
    const std::string_view line = without_comment(next_line(text));
    const char* begin = text.data();
    const std::size_t equals = line.find(" = ");
    if (line.empty() || line.starts_with(' ') || equals == std::string_view::npos)
      continue;
    while (!text.empty() && (text[0] == ' ' || text[0] == '#'))
      next_line(text);
    headings.push_back({line.substr(0, equals),
                        line.substr(equals + 3),
                        {begin, static_cast<std::size_t>(text.data() - begin)}});
  }
  return headings;
}

std::string_view directive(std::string_view body, std::string_view word) {
  while (!body.empty()) {
    const std::string_view line = trim(without_comment(next_line(body)));
    if (line.starts_with(word) && line.size() > word.size() && line[word.size()] == ' ')
      return trim(line.substr(word.size()));
  }
  return {};
}

std::optional<TerraformFold> read_fold(const TerraformHeading& heading) {
  const std::string_view text = directive(heading.body, "@fold");
  const std::size_t by = text.find(" by ");
  const std::size_t adds = text.find(" adds ");
  if (!text.starts_with("into ") || by == std::string_view::npos ||
      adds == std::string_view::npos || adds < by)
    return std::nullopt;
  TerraformFold fold;
  fold.child = heading.name;
  fold.owners = words_of(text.substr(5, by - 5), ',');
  for (auto& [child, owner] : pairs_of(text.substr(by + 4, adds - by - 4)))
    fold.keys.push_back({std::move(child), std::move(owner)});
  fold.adds = words_of(text.substr(adds + 6), ',');
  return fold;
}

TerraformType read_terraform_type(const TerraformHeading& heading,
                                  std::vector<std::string>& errors) {
  TerraformType type;
  type.name = heading.name;
  type.type = heading.type;
  auto table = std::make_shared<TerraformTable>();
  std::vector<std::vector<TerraformRule>*> levels = {&table->rules};
  std::string_view body = heading.body;
  while (!body.empty()) {
    const std::string_view line = without_comment(next_line(body));
    if (trim(line).empty())
      continue;
    const std::size_t depth = line.find_first_not_of(' ') / 2;
    bool good = depth >= 1 && depth <= levels.size();
    if (good && trim(line).starts_with('@')) {
      good = depth == 1 && read_directive(type, *table, trim(line));
    } else if (good) {
      levels.resize(depth);
      TerraformRule& rule = levels.back()->emplace_back();
      good = read_rule(line, rule);
      levels.push_back(&rule.children);
    }
    if (!good)
      errors.push_back(type.name + ": " + std::string(trim(line)));
  }
  type.fold = read_fold(heading);
  if (!type.fold && !directive(heading.body, "@fold").empty())
    errors.push_back(type.name + ": @fold");
  type.table = std::move(table);
  return type;
}

}  // namespace advisor
