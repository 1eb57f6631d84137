// The promise of rule-language.md 2.7: a definite result stays what it is, or becomes an error,
// whatever the unknowns turn out to be; an error stays an error. Random expressions over random
// documents are evaluated, the documents are filled in at random, and the results compared.

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "src/cel/cel.h"
#include "src/cel/containers.h"
#include "src/cel/equal.h"
#include "src/cel/pieces.h"
#include "src/model/dump.h"
#include "tests/cel/val_dump.h"

namespace advisor::cel {
namespace {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t bound) { return engine_() % bound; }
  bool chance(std::size_t percent) { return below(100) < percent; }
  template <class... T>
  std::string pick(T... options) {
    const std::vector<std::string> all = {options...};
    return all[below(all.size())];
  }

 private:
  std::mt19937_64 engine_;
};

// ---- Documents

Value plain_value(Random& random, int depth) {
  switch (random.below(depth > 0 ? 8 : 6)) {
    case 0:
      return Value::boolean(random.chance(50));
    case 1:
    case 2:
      return Value::integer(static_cast<std::int64_t>(random.below(4)));
    case 3:
      return Value::number(static_cast<double>(random.below(3)) + 0.5);
    case 4:
    case 5:
      return Value::string(random.pick("a", "b", "ab", "", "a:b", "arn:aws:sqs:r:1:q"));
    case 6: {
      Value list = Value::list();
      for (std::size_t i = random.below(3); i > 0; --i)
        list.as_list()->push_back(plain_value(random, depth - 1));
      return list;
    }
    default: {
      Value map = Value::map();
      for (std::size_t i = random.below(3); i > 0; --i)
        map.set(random.pick("f", "g", "h"), plain_value(random, depth - 1));
      return map;
    }
  }
}

Value partly_known(Random& random) {
  Unknown unknown;
  if (random.chance(30))
    unknown.pieces.push_back({"arn:aws:lambda:", Piece::Hole::kNone});
  for (std::size_t i = 1 + random.below(4); i > 0; --i) {
    if (random.chance(50))
      unknown.pieces.push_back(
          {random.pick("a", ":", "b:", ":function:", "/"), Piece::Hole::kNone});
    else
      unknown.pieces.push_back({"", random.chance(70) ? Piece::Hole::kWord : Piece::Hole::kAny});
  }
  unknown.pieces.push_back({"", Piece::Hole::kWord});
  return Value::unknown(std::move(unknown));
}

Value random_value(Random& random, int depth) {
  if (random.chance(15))
    return Value::unknown({});
  if (random.chance(8))
    return partly_known(random);
  Value value = plain_value(random, 0);
  if (depth > 0 && random.chance(40)) {
    value = Value::list();
    for (std::size_t i = random.below(4); i > 0; --i) {
      Value element = random_value(random, depth - 1);
      element.set_uncertain(random.chance(20));
      value.as_list()->push_back(std::move(element));
    }
    value.set_open(random.chance(15));
  } else if (depth > 0 && random.chance(60)) {
    value = Value::map();
    for (std::size_t i = random.below(4); i > 0; --i) {
      Value entry = random_value(random, depth - 1);
      entry.set_uncertain(random.chance(20));
      value.set(random.pick("f", "g", "h"), std::move(entry));
    }
    value.set_open(random.chance(15));
  }
  return value;
}

Value fill(Random& random, const Value& value);

Value fill_list(Random& random, const Value& value) {
  Value filled = Value::list();
  List& out = *filled.as_list();
  for (const Value& element : *value.as_list())
    if (!element.uncertain() || random.chance(50))
      out.push_back(fill(random, element));
  for (std::size_t i = value.open() ? random.below(3) : 0; i > 0; --i)
    out.insert(out.begin() + static_cast<std::ptrdiff_t>(random.below(out.size() + 1)),
               plain_value(random, 1));
  return filled;
}

Value fill_map(Random& random, const Value& value) {
  Value filled = Value::map();
  for (const Member& member : *value.as_map())
    if (!member.value.uncertain() || random.chance(50))
      filled.set(member.key, fill(random, member.value));
  for (std::size_t i = value.open() ? random.below(3) : 0; i > 0; --i) {
    const std::string key = random.pick("f", "g", "h", "i");
    if (value.find(key) == nullptr)
      filled.set(key, plain_value(random, 1));
  }
  return filled;
}

Value fill(Random& random, const Value& value) {
  if (const Unknown* unknown = value.as_unknown()) {
    if (unknown->pieces.empty())
      return plain_value(random, 2);
    std::string text;
    for (const Piece& piece : unknown->pieces)
      text += piece.hole == Piece::Hole::kNone   ? piece.text
              : piece.hole == Piece::Hole::kWord ? random.pick("a", "b", "ab", "A")
                                                 : random.pick("", "a", ":", "b/", "a:b", "x:y:z");
    return Value::string(text);
  }
  if (value.as_list() != nullptr)
    return fill_list(random, value);
  if (value.as_map() != nullptr)
    return fill_map(random, value);
  Value copy = value;
  copy.set_uncertain(false);
  return copy;
}

// ---- Expressions

class Generator {
 public:
  explicit Generator(Random& random) : random_(random) {}

  std::string any(int depth) {
    switch (random_.below(12)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
        return boolean(depth);
      case 5:
      case 6:
        return number(depth);
      case 7:
        return text(depth);
      case 8:
      case 9:
        return list(depth);
      case 10:
        return map(depth);
      default:
        return optional(depth);
    }
  }

 private:
  std::string variable() {
    if (!locals_.empty() && random_.chance(60))
      return locals_[random_.below(locals_.size())];
    return random_.pick("u", "v", "m", "n", "l", "k", "s", "t");
  }
  std::string field() { return random_.pick("f", "g", "h"); }

  std::string leaf() {
    switch (random_.below(5)) {
      case 0:
        return variable() + "." + field();
      case 1:
        return variable() + "[" + random_.pick("0", "1", "'f'") + "]";
      default:
        return variable();
    }
  }

  template <class Body>
  std::string bound(Body body) {
    const std::string name = "x" + std::to_string(locals_.size());
    locals_.push_back(name);
    const std::string made = body(name);
    locals_.pop_back();
    return made;
  }
  template <class Body>
  std::string bound_two(Body body) {
    return bound([&](const std::string& first) {
      return bound([&](const std::string& second) { return body(first + ", " + second); });
    });
  }

  std::string range(int depth) { return random_.chance(70) ? list(depth) : map(depth); }

  std::string boolean(int depth) {
    if (depth <= 0)
      return random_.chance(50) ? leaf() : random_.pick("true", "false");
    const int d = depth - 1;
    switch (random_.below(21)) {
      case 0:
      case 1:
        return "(" + boolean(d) + " && " + boolean(d) + ")";
      case 2:
      case 3:
        return "(" + boolean(d) + " || " + boolean(d) + ")";
      case 4:
        return "!" + boolean(d);
      case 5:
      case 6:
        return "(" + any(d) + random_.pick(" == ", " != ") + any(d) + ")";
      case 7:
        return "(" + number(d) + random_.pick(" < ", " <= ", " > ", " >= ") + number(d) + ")";
      case 8:
        return "(" + any(d) + " in " + range(d) + ")";
      case 9:
        return "has(" + variable() + random_.pick(".", ".?g.") + field() + ")";
      case 10:
      case 11: {
        const std::string macro = random_.pick("all", "exists", "exists_one");
        const std::string over = range(d);
        return over + "." + macro + "(" +
               (random_.chance(70)
                    ? bound([&](const std::string& x) { return x + ", " + boolean(d); })
                    : bound_two([&](const std::string& x) { return x + ", " + boolean(d); })) +
               ")";
      }
      case 12:
        return text(d) + "." + random_.pick("startsWith", "endsWith", "contains") + "(" +
               random_.pick("'a'", "'b'", "':'", "'arn:'", "'a:'", "''", "u") + ")";
      case 13:
        return "(" + boolean(d) + " ? " + boolean(d) + " : " + boolean(d) + ")";
      case 14:
        return optional(d) + ".hasValue()";
      case 15:
        return "sets." + random_.pick("contains", "intersects", "equivalent") + "(" + list(d) +
               ", " + list(d) + ")";
      case 16:
        return optional(d) + ".orValue(" + boolean(d) + ")";
      case 17: {
        const std::string init = any(d);
        return bound([&](const std::string& x) {
          return "cel.bind(" + x + ", " + init + ", " + boolean(d) + ")";
        });
      }
      case 18:
        return "(type(" + any(d) + ") == " + random_.pick("int", "string", "bool", "list") + ")";
      case 19:
        return text(d) + ".matches('" + random_.pick("a", "^b", ":") + "')";
      default:
        return leaf();
    }
  }

  std::string number(int depth) {
    if (depth <= 0)
      return random_.chance(50) ? leaf() : random_.pick("0", "1", "2", "1.5", "1u");
    const int d = depth - 1;
    switch (random_.below(9)) {
      case 0:
      case 1:
        return "(" + number(d) + random_.pick(" + ", " - ", " * ", " / ", " % ") + number(d) + ")";
      case 2:
        return "size(" + any(d) + ")";
      case 3:
        return list(d) + "." + random_.pick("sum", "min", "max") + "()";
      case 4:
        return "math." + random_.pick("greatest", "least") + "(" + number(d) + ", " + number(d) +
               ")";
      case 5:
        return optional(d) + ".orValue(" + number(d) + ")";
      case 6:
        return "(" + boolean(d) + " ? " + number(d) + " : " + number(d) + ")";
      case 7:
        return "int(" + any(d) + ")";
      default:
        return leaf();
    }
  }

  std::string text(int depth) {
    if (depth <= 0)
      return random_.chance(60) ? random_.pick("s", "t", "u") : random_.pick("'a'", "'b'", "'a:b'");
    const int d = depth - 1;
    switch (random_.below(8)) {
      case 0:
      case 1:
        return "(" + text(d) + " + " + text(d) + ")";
      case 2:
        return list(d) + ".join(" + random_.pick("", "':'") + ")";
      case 3:
        return text(d) + "." + random_.pick("lowerAscii", "upperAscii", "trim") + "()";
      case 4:
        return optional(d) + ".value()";
      case 5:
        return "string(" + any(d) + ")";
      default:
        return random_.chance(50) ? leaf() : random_.pick("s", "t");
    }
  }

  std::string list(int depth) {
    if (depth <= 0)
      return random_.chance(70) ? random_.pick("l", "k", "m.f") : random_.pick("[]", "[1, u]");
    const int d = depth - 1;
    switch (random_.below(13)) {
      case 0:
        return "[" + any(d) + ", " + any(d) + "]";
      case 1:
        return "[?" + optional(d) + ", " + any(d) + "]";
      case 2:
        return "(" + list(d) + " + " + list(d) + ")";
      case 3:
      case 4: {
        const std::string over = range(d);
        return over + ".filter(" +
               bound([&](const std::string& x) { return x + ", " + boolean(d); }) + ")";
      }
      case 5:
      case 6: {
        const std::string over = range(d);
        return over + ".map(" + bound([&](const std::string& x) {
                 return x + (random_.chance(30) ? ", " + boolean(d) : "") + ", " + any(d);
               }) +
               ")";
      }
      case 7: {
        const std::string over = range(d);
        return over + ".transformList(" +
               bound_two([&](const std::string& x) { return x + ", " + any(d); }) + ")";
      }
      case 8:
        return list(d) + "." + random_.pick("distinct", "flatten", "reverse", "sort") + "()";
      case 9: {
        const std::string over = list(d);
        return over + ".sortBy(" +
               bound([&](const std::string& x) { return x + ", " + number(d); }) + ")";
      }
      case 10:
        return text(d) + ".split(" + random_.pick("':'", "'a'", "':', 2") + ")";
      case 11:
        return "asList(" + any(d) + ")";
      default:
        return leaf();
    }
  }

  std::string map(int depth) {
    if (depth <= 0)
      return random_.chance(70) ? random_.pick("m", "n") : random_.pick("{}", "{'f': u}");
    const int d = depth - 1;
    switch (random_.below(7)) {
      case 0:
        return "{'f': " + any(d) + ", " + random_.pick("'g'", "1", "s") + ": " + any(d) + "}";
      case 1:
        return "{?'f': " + optional(d) + ", 'g': " + any(d) + "}";
      case 2: {
        const std::string over = range(d);
        return over + ".transformMap(" + bound_two([&](const std::string& x) {
                 return x + (random_.chance(30) ? ", " + boolean(d) : "") + ", " + any(d);
               }) +
               ")";
      }
      case 3:
        return "lambdaRef(" + text(d) + ").value()";
      // What is filled in is taken to be an image: something else is an error of value().
      case 4:
        return "imageRef(" + text(d) + ").value()";
      default:
        return leaf();
    }
  }

  std::string optional(int depth) {
    if (depth <= 0)
      return variable() + random_.pick(".?f", ".?g", "[?0]", "[?1]", ".?f.g", ".?g.?h");
    const int d = depth - 1;
    switch (random_.below(11)) {
      case 0:
        return "optional.of(" + any(d) + ")";
      case 1:
        return "optional.ofNonZeroValue(" + any(d) + ")";
      case 2:
        return "optional.none()";
      case 3:
        return map(d) + ".?" + field();
      case 4:
        return list(d) + "[?" + random_.pick("0", "1", "2") + "]";
      case 5:
        return optional(d) + ".or(" + optional(d) + ")";
      case 6: {
        const std::string from = optional(d);
        return from + ".optMap(" + bound([&](const std::string& x) { return x + ", " + any(d); }) +
               ")";
      }
      case 7: {
        const std::string from = optional(d);
        return from + ".optFlatMap(" +
               bound([&](const std::string& x) { return x + ", " + optional(d); }) + ")";
      }
      case 8:
        return list(d) + "." + random_.pick("first", "last") + "()";
      case 9:
        return random_.pick("arn", "lambdaRef") + "(" + text(d) + ")";
      default:
        return optional(d) + "." + field();
    }
  }

  Random& random_;
  std::vector<std::string> locals_;
};

// ---- Comparison

bool covers(const Val& before, const Val& after);

bool covers_list(const ListView& before, const ListView& after) {
  // reachable[j]: the elements so far can stand for the first j of the filled-in list.
  std::vector<bool> reachable(after.size() + 1);
  reachable[0] = true;
  const auto spread = [&] {
    for (std::size_t j = 0; before.open() && j < after.size(); ++j)
      if (reachable[j])
        reachable[j + 1] = true;
  };
  spread();
  for (std::size_t i = 0; i < before.size(); ++i) {
    std::vector<bool> next(after.size() + 1);
    for (std::size_t j = 0; j <= after.size(); ++j) {
      if (!reachable[j])
        continue;
      if (before.uncertain(i))
        next[j] = true;
      if (j < after.size() && covers(before[i], after[j]))
        next[j + 1] = true;
    }
    reachable.swap(next);
    spread();
  }
  return reachable.back();
}

bool covers_map(const MapView& before, const MapView& after) {
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto at = after.find(before.key(i));
    if (at ? !covers(before.value(i), after.value(*at)) : !before.uncertain(i))
      return false;
  }
  for (std::size_t i = 0; i < after.size(); ++i)
    if (!before.open() && !before.find(after.key(i)))
      return false;
  return true;
}

// Whether `before` promised no more than `after`.
bool covers(const Val& before, const Val& after) {
  if (after.is_error())
    return true;
  if (before.is_error())
    return false;
  if (before.is_unknown()) {
    const auto fragments = fragments_of(before);
    return !fragments ||
           (after.is_string() && equals(*fragments, after.string_value()) != Truth::kFalse);
  }
  if (before.kind() != after.kind())
    return false;
  if (before.is_list())
    return covers_list(ListView(before), ListView(after));
  if (before.is_map())
    return covers_map(MapView(before), MapView(after));
  if (before.is_optional()) {
    const OptionalData* x = before.optional_data();
    const OptionalData* y = after.optional_data();
    if (x == nullptr || y == nullptr)
      return y == nullptr && (x == nullptr || x->maybe);
    return covers(x->value, y->value);
  }
  Budget budget;
  return identical(before, after, budget);
}

struct Counts {
  int definite = 0;
  int unknown = 0;
  int errors = 0;
  int refused = 0;
};

void check_one(std::uint64_t seed, Counts& counts) {
  Random random(seed);
  Scope scope;
  const std::vector<std::string> names = {"u", "v", "m", "n", "l", "k", "s", "t"};
  std::vector<Slot> slots;
  std::vector<Value> document;
  for (const std::string& name : names) {
    slots.push_back(scope.declare(name));
    Value value = name == "u" ? Value::unknown({}) : random_value(random, 2);
    for (int i = 0; i < 20 && (name == "l" || name == "k") && value.as_list() == nullptr; ++i)
      value = random_value(random, 2);
    for (int i = 0; i < 20 && (name == "m" || name == "n") && value.as_map() == nullptr; ++i)
      value = random_value(random, 2);
    if (name == "s")
      value = partly_known(random);
    document.push_back(std::move(value));
  }
  const std::string expression = Generator(random).any(3);
  const Compiled compiled = scope.compile(expression);
  if (std::holds_alternative<Issue>(compiled)) {  // constant parts that fail are refused
    ++counts.refused;
    return;
  }
  const Expression& program = *std::get<const Expression*>(compiled);
  Frame frame(scope);
  for (std::size_t i = 0; i < slots.size(); ++i)
    frame.set(slots[i], Val::from(document[i]));
  const Val before = frame.eval(program);
  ++(before.is_unknown() ? counts.unknown : before.is_error() ? counts.errors : counts.definite);
  EXPECT_TRUE(!before.is_unknown() || !before.reasons().empty())
      << expression << ": unknown without a reason, seed " << seed;
  for (int filling = 0; filling < 5; ++filling) {
    std::vector<Value> filled;
    for (const Value& value : document)
      filled.push_back(fill(random, value));
    Frame other(scope);
    for (std::size_t i = 0; i < slots.size(); ++i)
      other.set(slots[i], Val::from(filled[i]));
    const Val after = other.eval(program);
    if (covers(before, after))
      continue;
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
      text += "\n  " + names[i] + " = " + advisor::dump(document[i]) + "\n  -> " +
              advisor::dump(filled[i]);
    ADD_FAILURE() << "seed " << seed << ": " << expression << "\n  gave " << dump(before)
                  << ", filled in " << dump(after) << text;
    return;
  }
}

std::string image_text(Random& random) {
  return random.pick("a", "b.c", "localhost", "A", "r.io/", "/", ":", ":5000/",
                     "@sha256:", "latest", "0123456789abcdef0123456789abcdef", "1");
}

// Half of the parts of an image reference are taken away and put back, among others.
TEST(SoundnessTest, FieldsOfImagesStayWhatTheyAre) {
  int references = 0;
  for (std::uint64_t seed = 1; seed <= 5'000; ++seed) {
    Random random(seed);
    Unknown unknown;
    std::string whole;
    for (std::size_t i = 2 + random.below(4); i > 0; --i) {
      const std::string part = image_text(random) + (random.chance(30) ? image_text(random) : "");
      const bool word = part.find_first_of(":/") == std::string::npos;
      const Piece::Hole hole = word ? Piece::Hole::kWord : Piece::Hole::kAny;
      whole += part;
      if (random.chance(50))
        unknown.pieces.push_back({part, Piece::Hole::kNone});
      else
        unknown.pieces.push_back({"", random.chance(50) ? hole : Piece::Hole::kAny});
    }
    Scope scope;
    const Slot slot = scope.declare("s");
    const Value partly = Value::unknown(unknown);
    const Value known = Value::string(whole);
    const Expression& program = *std::get<const Expression*>(scope.compile("imageRef(s).value()"));
    Frame frame(scope);
    frame.set(slot, Val::from(partly));
    const Val before = frame.eval(program);
    Frame other(scope);
    other.set(slot, Val::from(known));
    const Val after = other.eval(program);
    references += after.is_map() ? 1 : 0;
    ASSERT_TRUE(covers(before, after))
        << "seed " << seed << ": " << advisor::dump(partly) << " gave " << dump(before) << ", "
        << whole << " " << dump(after);
  }
  EXPECT_GT(references, 250) << "the generator tests too little";
}

TEST(SoundnessTest, FillingInUnknownsKeepsDefiniteResults) {
  const bool thorough = std::getenv("ADVISOR_LONG_TESTS") != nullptr;
  const std::uint64_t count = thorough ? 200'000 : 10'000;
  Counts counts;
  for (std::uint64_t seed = 1; seed <= count && !::testing::Test::HasFailure(); ++seed)
    check_one(seed, counts);
  std::printf("soundness: %d definite, %d unknown, %d errors, %d refused\n", counts.definite,
              counts.unknown, counts.errors, counts.refused);
  EXPECT_GT(counts.definite, static_cast<int>(count / 10)) << "the generator tests too little";
}

}  // namespace
}  // namespace advisor::cel
