#include "parsers/jsonnet_positions.h"

#include <algorithm>
#include <optional>

namespace advisor {
namespace {

using Token = JsonnetToken;

constexpr int kMaxDepth = 60;
constexpr int kMaxSteps = 200'000;  // sums of sums of locals could otherwise take forever

// Tokens [begin, end) of a file, an expression or a part of one.
struct Region {
  const JsonnetText* file = nullptr;
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct Field {
  std::string name;
  std::size_t key = 0;  // token
  Region value;
};

const Token& token(const Region& region, std::size_t i) {
  return region.file->tokens[i];
}

// The first top-level token for which `stop` holds; region.end if there is none.
template <class Stop>
std::size_t scan(const Region& region, std::size_t from, Stop stop) {
  for (std::size_t i = from; i < region.end; ++i) {
    const Token& at = token(region, i);
    if (stop(at))
      return i;
    if (at.partner > i)
      i = std::min<std::size_t>(at.partner, region.end);
  }
  return region.end;
}

std::size_t scan_for(const Region& region, std::size_t from, std::string_view symbol) {
  return scan(region, from, [&](const Token& at) { return at.is(symbol); });
}

bool encloses(const Region& region, std::string_view bracket) {
  return region.begin < region.end && token(region, region.begin).is(bracket) &&
         token(region, region.begin).partner + 1 == region.end;
}

// Without leading `local ...;` and `assert ...;` and without parentheses around all of it.
Region bare(Region region) {
  while (region.begin < region.end) {
    const Token& first = token(region, region.begin);
    if (first.is("local") || first.is("assert")) {
      region.begin = std::min(scan_for(region, region.begin, ";") + 1, region.end);
    } else if (encloses(region, "(")) {
      ++region.begin;
      --region.end;
    } else {
      break;
    }
  }
  return region;
}

bool is_colon(const Token& at) {
  return at.kind == Token::Kind::kOperator &&
         (at.text == ":" || at.text == "::" || at.text == ":::" || at.text == "+:" ||
          at.text == "+::" || at.text == "+:::");
}

std::vector<Region> split(const Region& inner, std::string_view separator) {
  std::vector<Region> out;
  for (std::size_t begin = inner.begin; begin < inner.end;) {
    const std::size_t end = scan_for(inner, begin, separator);
    if (end > begin)
      out.push_back({inner.file, begin, end});
    begin = end + 1;
  }
  return out;
}

// Precondition: encloses(literal, "{").
std::vector<Field> fields_of(const Region& literal) {
  std::vector<Field> out;
  for (const Region& item : split({literal.file, literal.begin + 1, literal.end - 1}, ",")) {
    const Token& key = token(item, item.begin);
    if (key.is("local") || key.is("assert"))
      continue;
    const std::size_t colon = scan(item, item.begin, is_colon);
    if (colon == item.end || colon == item.begin)
      continue;
    const bool named = key.kind == Token::Kind::kIdentifier || key.kind == Token::Kind::kString;
    out.push_back({named ? key.text : "", item.begin, {item.file, colon + 1, item.end}});
  }
  return out;
}

class Placer {
 public:
  explicit Placer(const std::map<std::string, JsonnetText>& files) : files_(files) {}

  void place(Value& value, const Region& region, Span outer, int depth) {
    const Span here = span_of(region, outer);
    value.set_span(here);
    if (depth > kMaxDepth || ++steps_ > kMaxSteps)
      return outer_all(value, here);
    if (value.as_map() != nullptr)
      map(value, region, here, depth);
    else if (value.as_list() != nullptr)
      list(value, region, here, depth);
  }

 private:
  static Span span_of(const Region& region, Span outer) {
    if (region.begin >= region.end || region.file->source == 0)
      return outer;
    return {region.file->source, token(region, region.begin).begin,
            token(region, region.end - 1).end};
  }

  static void outer_all(Value& value, Span span) {
    value.set_span(span);
    if (List* list = value.as_list())
      for (Value& element : *list)
        outer_all(element, span);
    if (Map* map = value.as_map())
      for (Member& member : *map) {
        member.key_span = span;
        outer_all(member.value, span);
      }
  }

  void map(Value& value, const Region& region, Span here, int depth) {
    std::vector<Region> literals;
    collect(region, "{", literals, 0);
    std::vector<std::pair<Region, std::vector<Field>>> objects;
    objects.reserve(literals.size());
    for (const Region& literal : literals)
      objects.emplace_back(literal, fields_of(literal));
    const auto* best = best_object(value, objects);
    if (best != nullptr)
      value.set_span(span_of(best->first, here));
    for (Member& member : *value.as_map()) {
      const auto field = find_field(objects, member.key);
      if (!field) {
        member.key_span = value.span();
        outer_all(member.value, value.span());
        continue;
      }
      member.key_span = span_of({field->value.file, field->key, field->key + 1}, value.span());
      place(member.value, field->value, member.key_span, depth + 1);
    }
  }

  using Objects = std::vector<std::pair<Region, std::vector<Field>>>;

  // The right side of a sum wins, as in Jsonnet.
  static std::optional<Field> find_field(const Objects& objects, const std::string& name) {
    for (auto object = objects.rbegin(); object != objects.rend(); ++object)
      for (const Field& field : object->second)
        if (field.name == name && !name.empty())
          return field;
    return std::nullopt;
  }

  static const Objects::value_type* best_object(const Value& value, const Objects& objects) {
    const Objects::value_type* best = nullptr;
    std::ptrdiff_t most = -1;
    for (const auto& object : objects) {
      const auto matches = std::ranges::count_if(
          object.second, [&](const Field& field) { return value.find(field.name) != nullptr; });
      if (matches > most) {
        most = matches;
        best = &object;
      }
    }
    return best;
  }

  // A sum of arrays: elements are counted from both ends as far as literals go.
  void list(Value& value, const Region& region, Span here, int depth) {
    List& elements = *value.as_list();
    std::vector<Region> operands;
    collect(region, "[", operands, 0);
    std::vector<Region> places(elements.size());
    std::size_t front = 0;
    std::size_t first_open = operands.size();
    for (std::size_t i = 0; i < operands.size() && first_open == operands.size(); ++i) {
      const auto items = literal_elements(operands[i]);
      if (!items)
        first_open = i;
      else
        for (std::size_t k = 0; k < items->size() && front < places.size(); ++k)
          places[front++] = (*items)[k];
    }
    std::size_t back = places.size();
    std::size_t last_open = operands.size();
    for (; last_open > first_open + 1; --last_open) {
      const auto items = literal_elements(operands[last_open - 1]);
      if (!items)
        break;
      for (auto item = items->rbegin(); item != items->rend() && back > front; ++item)
        places[--back] = *item;
    }
    if (operands.size() == 1)
      value.set_span(span_of(operands[0], here));
    const Region middle =
        first_open < operands.size() ? operands[first_open] : Region{region.file, 0, 0};
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const bool known = places[i].file != nullptr;
      const Region at = known ? places[i] : comprehension_body(middle);
      if (at.begin < at.end)
        place(elements[i], at, value.span(), depth + 1);
      else
        outer_all(elements[i], value.span());
    }
  }

  // nullopt: not an array literal, or a comprehension.
  static std::optional<std::vector<Region>> literal_elements(const Region& region) {
    if (!encloses(region, "["))
      return std::nullopt;
    const Region inner = {region.file, region.begin + 1, region.end - 1};
    if (scan_for(inner, inner.begin, "for") != inner.end)
      return std::nullopt;
    return split(inner, ",");
  }

  static Region comprehension_body(const Region& region) {
    if (region.begin >= region.end || !encloses(region, "["))
      return region;
    return {region.file, region.begin + 1, scan_for(region, region.begin + 1, "for")};
  }

  // The literals that make up a value, from left to right; for arrays also the operands that are
  // none, because they count as unknown numbers of elements.
  void collect(Region region, std::string_view bracket, std::vector<Region>& out, int depth) {
    region = bare(region);
    if (region.begin >= region.end || depth > kMaxDepth || ++steps_ > kMaxSteps)
      return;
    if (encloses(region, bracket)) {
      out.push_back(region);
      return;
    }
    const std::size_t size = out.size();
    if (!sum(region, bracket, out, depth) && !alternatives(region, bracket, out, depth))
      reference(region, bracket, out, depth);
    if (bracket == "[" && out.size() == size)
      out.push_back(region);
  }

  bool sum(const Region& region, std::string_view bracket, std::vector<Region>& out, int depth) {
    const std::vector<Region> operands = split(region, "+");
    if (operands.size() > 1) {
      for (const Region& operand : operands)
        collect(operand, bracket, out, depth + 1);
      return true;
    }
    // `base { ... }` is `base + { ... }`.
    const Token& last = token(region, region.end - 1);
    if (bracket != "{" || !last.is("}") || last.partner <= region.begin)
      return false;
    collect({region.file, region.begin, last.partner}, bracket, out, depth + 1);
    collect({region.file, last.partner, region.end}, bracket, out, depth + 1);
    return true;
  }

  bool alternatives(const Region& region, std::string_view bracket, std::vector<Region>& out,
                    int depth) {
    if (!token(region, region.begin).is("if"))
      return false;
    const std::size_t then = scan_for(region, region.begin, "then");
    const std::size_t otherwise = scan_for(region, then, "else");
    // Which of them it is cannot be told; for arrays the count would be guesswork.
    if (bracket == "{") {
      if (then < region.end)
        collect({region.file, then + 1, otherwise}, bracket, out, depth + 1);
      if (otherwise < region.end)
        collect({region.file, otherwise + 1, region.end}, bracket, out, depth + 1);
    }
    return true;
  }

  // name, name.field.field, name(...), import 'x', (import 'x').field
  void reference(const Region& region, std::string_view bracket, std::vector<Region>& out,
                 int depth) {
    std::size_t next = region.begin;
    auto target = head(region, next);
    while (target && next < region.end) {
      if (token(region, next).is("(")) {
        next = token(region, next).partner + 1;
      } else if (token(region, next).is(".") && next + 1 < region.end) {
        target = field(*target, token(region, next + 1).text, depth);
        next += 2;
      } else {
        return;
      }
    }
    if (target)
      collect(*target, bracket, out, depth + 1);
  }

  std::optional<Region> head(const Region& region, std::size_t& next) {
    const Token& first = token(region, region.begin);
    if (first.is("(")) {
      next = first.partner + 1;
      return Region{region.file, region.begin + 1, first.partner};
    }
    if (first.is("import") && region.begin + 1 < region.end) {
      next = region.begin + 2;
      return imported(*region.file, token(region, region.begin + 1).text);
    }
    next = region.begin + 1;
    if (first.kind != Token::Kind::kIdentifier)
      return std::nullopt;
    return binding(region, first.text);
  }

  std::optional<Region> imported(const JsonnetText& file, const std::string& path) const {
    const auto key = file.imports.find(path);
    const auto found = key == file.imports.end() ? files_.end() : files_.find(key->second);
    if (found == files_.end())
      return std::nullopt;
    return Region{&found->second, 0, found->second.tokens.size()};
  }

  // The nearest `local name = ...` or `name(...) = ...` above the use.
  static std::optional<Region> binding(const Region& use, const std::string& name) {
    const auto& tokens = use.file->tokens;
    for (std::size_t i = use.begin; i-- > 1;) {
      if (!tokens[i].is(name) || !(tokens[i - 1].is("local") || tokens[i - 1].is(",")))
        continue;
      std::size_t equals = i + 1;
      if (equals < tokens.size() && tokens[equals].is("("))
        equals = tokens[equals].partner + 1;
      if (equals >= tokens.size() || !tokens[equals].is("="))
        continue;
      const Region rest = {use.file, equals + 1, tokens.size()};
      const std::size_t end =
          scan(rest, rest.begin, [](const Token& at) { return at.is(";") || at.is(","); });
      return Region{use.file, equals + 1, end};
    }
    return std::nullopt;
  }

  std::optional<Region> field(const Region& region, const std::string& name, int depth) {
    std::vector<Region> literals;
    collect(region, "{", literals, depth + 1);
    for (auto literal = literals.rbegin(); literal != literals.rend(); ++literal)
      for (const Field& field : fields_of(*literal))
        if (field.name == name)
          return field.value;
    return std::nullopt;
  }

  const std::map<std::string, JsonnetText>& files_;
  int steps_ = 0;
};

}  // namespace

void place_jsonnet(Value& root, const std::map<std::string, JsonnetText>& files,
                   const std::string& main) {
  const auto file = files.find(main);
  if (file == files.end())
    return;
  const JsonnetText& text = file->second;
  Placer(files).place(root, {&text, 0, text.tokens.size()}, {text.source, 0, 0}, 0);
}

}  // namespace advisor
