// What an evaluation does not do: allocate memory once it is warm, compute constants, compile
// patterns again; and expressions that are compiled while a frame is in use.

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "src/cel/cel.h"
#include "tests/cel/val_dump.h"

namespace {
std::atomic<std::size_t> allocations{0};
}  // namespace

// Not inlined, for g++ 12 would see malloc and delete, or new and free, as a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size))
    return memory;
  throw std::bad_alloc();
}
// std::stable_sort takes its buffer from this one.
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t /*size*/) noexcept {
  std::free(memory);
}

[[gnu::noinline]] void operator delete(void* memory, const std::nothrow_t& /*tag*/) noexcept {
  std::free(memory);
}

namespace advisor::cel {
namespace {

const Expression& compiled(Scope& scope, const std::string& text) {
  const Compiled result = scope.compile(text);
  if (const Issue* issue = std::get_if<Issue>(&result)) {
    ADD_FAILURE() << text << ": " << issue->message;
    return *std::get<const Expression*>(scope.compile("false"));
  }
  return *std::get<const Expression*>(result);
}

Value ulimit(const char* name, Value soft) {
  Value map = Value::map();
  map.set("Name", Value::string(name));
  map.set("SoftLimit", std::move(soft));
  return map;
}

Value container() {
  Value map = Value::map();
  map.set("Image", Value::string("registry.example.com:5000/team/app:1.2.3"));
  map.set("Ulimits",
          Value::list({ulimit("nproc", Value::integer(1)), ulimit("core", Value::unknown({})),
                       ulimit("nofile", Value::integer(65536))}));
  return map;
}

// The least limit of cost under which the expression gives a value.
std::uint64_t cost(const Scope& scope, Slot slot, const Value& subject, const Expression& program) {
  std::uint64_t low = 0;
  std::uint64_t high = 1'000'000;
  while (low < high) {
    Limits limits;
    limits.cost = (low + high) / 2;
    Frame frame(scope, nullptr, limits);
    frame.set(slot, Val::from(subject));
    if (frame.eval(program).is_error())
      low = limits.cost + 1;
    else
      high = limits.cost;
  }
  return low;
}

TEST(WorkTest, AWarmFrameAllocatesNothing) {
  Scope scope;
  const Slot slot = scope.declare("container");
  Value params = Value::map();
  params.set("min_nofile", Value::integer(4096));
  scope.define_constant("params", std::move(params));
  ASSERT_FALSE(scope.define("limits", "container.?Ulimits.orValue([])"));
  const Value subject = container();
  for (const std::string text :
       {"limits.exists(u, u.Name == 'nofile' && u.SoftLimit >= params.min_nofile)",
        "limits.all(u, u.SoftLimit >= params.min_nofile)",
        "limits.map(u, u.Name).filter(n, n.startsWith('n')).size() == 2",
        "container.Image.matches('^[a-z.]+:[0-9]+/') && has(container.Image)",
        "limits.exists(u, u.Name in ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'nofile'])"}) {
    const Expression& expression = compiled(scope, text);
    Frame frame(scope);
    std::size_t before = 0;
    for (int round = 0; round < 20; ++round) {
      if (round == 10)
        before = allocations;
      frame.clear();
      frame.set(slot, Val::from(subject));
      frame.eval(expression);
    }
    EXPECT_EQ(allocations - before, 0U) << text;
    EXPECT_FALSE(frame.eval(expression).is_error()) << text;
  }
}

TEST(WorkTest, ConstantsAreComputedWhenTheExpressionIsCompiled) {
  Scope scope;
  const Slot slot = scope.declare("x");
  Value params = Value::map();
  params.set("hours", Value::integer(6));
  Value names = Value::list();
  for (int i = 0; i < 50; ++i)
    names.as_list()->push_back(Value::string("n" + std::to_string(i)));
  params.set("names", std::move(names));
  scope.define_constant("params", std::move(params));
  ASSERT_FALSE(scope.define("limit", "params.hours * 60"));
  const std::vector<std::pair<std::string, std::uint64_t>> table = {
      {"duration('6h') == duration('360m')", 0},
      {"timestamp('2026-11-01T00:00:00Z') + days(1) > timestamp(0)", 0},
      {"params.hours * 60 + 1 == limit + 1", 0},
      {"{'a': [1, 2]}.a[0] == 1 && 'abc'.contains('b')", 0},
      {"x == 'n' + string(params.hours)", 3},
      {"x in params.names", 2},  // a hash set
      {"x in ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']", 2},
      {"x in ['a', 'b', 'c', 'd', 'e', 'f', 'g']", 9},
      {"x.matches('^' + 'n49$')", 2},  // compiled once
  };
  const Value subject = Value::string("n49");
  for (const auto& [text, wanted] : table)
    EXPECT_EQ(cost(scope, slot, subject, compiled(scope, text)), wanted) << text;
  Frame frame(scope);
  frame.set(slot, Val::from(subject));
  EXPECT_TRUE(frame.eval(compiled(scope, "x in params.names")).is_true());
  EXPECT_TRUE(frame.eval(compiled(scope, "!('n50' + x in params.names)")).is_true());
}

// Compiling a pattern costs at least 100 units, so the costs tell how many were compiled.
TEST(WorkTest, TheLast256PatternsAreKept) {
  Scope scope;
  const Slot slot = scope.declare("x");
  const Expression& twice = compiled(scope, "[1, 2].all(i, x.all(p, 'text'.matches(p)))");
  const auto compiled_patterns = [&](int different) {
    Value patterns = Value::list();
    for (int i = 0; i < different; ++i)
      patterns.as_list()->push_back(Value::string("t|" + std::to_string(1000 + i)));
    return cost(scope, slot, patterns, twice) / 100;
  };
  EXPECT_LT(compiled_patterns(256), 400U);
  EXPECT_GT(compiled_patterns(257), 514U);
}

TEST(WorkTest, ExpressionsMayBeCompiledWhileAFrameIsInUse) {
  Scope scope;
  const Slot slot = scope.declare("x");
  ASSERT_FALSE(scope.define("names", "x.map(e, e + '!')"));
  const Value subject = Value::list({Value::string("a"), Value::string("b")});
  Frame frame(scope);
  frame.set(slot, Val::from(subject));
  const Expression& first = compiled(scope, "names");
  const Val before = frame.eval(first);

  // More locals, lets, variables, constants and functions than the frame has seen.
  for (int i = 0; i < 100; ++i)
    ASSERT_FALSE(
        scope.define("l" + std::to_string(i),
                     "names.map(e, e + x.filter(f, f == 'a')[0] + '" + std::to_string(i) + "')"));
  const Slot late = scope.declare("late");
  scope.define_constant("fixed", Value::integer(7));
  ASSERT_FALSE(scope.define_function("twice(v)", "v + v"));
  const Expression& second =
      compiled(scope, "l99.exists(e, e == 'a!a99') && names[0] == 'a!' && twice(late) == fixed");
  EXPECT_EQ(dump(frame.eval(second)), "error: variable 'late' is not set");
  frame.set(late, Val::integer(3));
  EXPECT_EQ(dump(frame.eval(second)), "false");
  EXPECT_EQ(frame.blame(second).size(), 0U);
  frame.reset(late, Val::real(3.5));
  EXPECT_EQ(dump(frame.eval(second)), "true");

  // What the frame had is as it was.
  EXPECT_EQ(dump(before), "[\"a!\", \"b!\"]");
  EXPECT_EQ(dump(frame.eval(first)), "[\"a!\", \"b!\"]");
  frame.clear();
  EXPECT_EQ(dump(frame.eval(second)), "error: variable 'x' is not set");
}

// A cached let is not computed again because something was compiled in between.
TEST(WorkTest, CompilingKeepsCachedLets) {
  Scope scope;
  const Slot slot = scope.declare("x");
  ASSERT_FALSE(scope.define("dear", "x.map(e, x.map(f, e + f)).size()"));
  Value subject = Value::list();
  for (int i = 0; i < 100; ++i)
    subject.as_list()->push_back(Value::integer(i));
  const Expression& first = compiled(scope, "dear == 100");
  Limits limits;
  limits.cost = cost(scope, slot, subject, first);
  Frame frame(scope, nullptr, limits);
  frame.set(slot, Val::from(subject));
  ASSERT_TRUE(frame.eval(first).is_true());
  const Expression& second = compiled(scope, "[1, 2, 3].map(g, g + dear) == [101, 102, 103]");
  EXPECT_TRUE(frame.eval(second).is_true());
  limits.cost = 1000;
  Frame poor(scope, nullptr, limits);
  poor.set(slot, Val::from(subject));
  EXPECT_TRUE(poor.eval(second).is_error()) << "the let is not dear enough for this test";
}

}  // namespace
}  // namespace advisor::cel
