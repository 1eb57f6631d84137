// Every example of every shipped rule is a test, and runs only that rule. On top of the examples,
// monotonicity: not knowing one value more never turns a verdict into another definite one.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "parsers/reader.h"
#include "src/base/date.h"
#include "src/engine/evaluate.h"
#include "src/engine/examples.h"
#include "src/engine/program.h"
#include "src/engine/rule_file.h"
#include "src/engine/rule_set.h"
#include "src/engine/static_check.h"

namespace advisor {
namespace {

struct Shipped {
  SourceSet sources;
  RuleSet rules;
  Diagnostics diagnostics;
};

std::string text_of(const Diagnostics& diagnostics, const SourceSet& sources) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    out += diagnostic.path;
    if (diagnostic.span.valid()) {
      const SourceFile& file = sources.file(diagnostic.span.source);
      const LineColumn at = file.locate(diagnostic.span.begin);
      out += fmt::format("{}:{}:{}", file.path(), at.line, at.column);
    }
    out += ": " + diagnostic.message + " " + diagnostic.hint + "\n";
  }
  return out;
}

Shipped& shipped() {
  static Shipped* instance = [] {
    auto* out = new Shipped;
    out->rules.add_path(ADVISOR_SOURCE_DIR "/rules", real_file_system(), out->sources,
                        out->diagnostics);
    return out;
  }();
  return *instance;
}

ActiveRule active(const Rule& rule, const Example& example) {
  ActiveRule out;
  out.rule = &rule;
  out.params = default_params(rule);
  for (const Member& member : *example.params.as_map())
    out.params.set(member.key, member.value);
  return out;
}

class ExampleTest : public testing::Test {
 public:
  ExampleTest(const Rule& rule, Example example) : rule_(rule), example_(std::move(example)) {}
  void TestBody() override {
    const ExampleResult result = run_example(rule_, shipped().rules, example_, shipped().sources);
    for (const std::string& failure : result.failures)
      ADD_FAILURE() << failure;
  }

 private:
  const Rule& rule_;
  Example example_;
};

// All scalar leaves below a value; containers stay, so that the shape does not change.
void collect_leaves(Value& value, std::vector<Value*>& leaves) {
  if (Map* map = value.as_map()) {
    for (Member& member : *map)
      collect_leaves(member.value, leaves);
  } else if (List* list = value.as_list()) {
    for (Value& element : *list)
      collect_leaves(element, leaves);
  } else {
    leaves.push_back(&value);
  }
}

class MonotonicityTest : public testing::Test {
 public:
  MonotonicityTest(const Rule& rule, Example example) : rule_(rule), example_(std::move(example)) {}

  void TestBody() override {
    SourceSet sources;
    InputSet inputs =
        read_inputs({"."}, memory_file_system(example_.files), sources, ReadOptions());
    const std::vector<Verdict> known = judge(inputs.inventory);
    for (Resource& resource : inputs.inventory.resources) {
      std::vector<Value*> leaves;
      collect_leaves(resource.properties, leaves);
      for (Value* leaf : leaves) {
        const Value before = *leaf;
        Unknown unknown;
        unknown.text = "{{ planted }}";
        *leaf = Value::unknown(std::move(unknown), before.span());
        leaf->set_uncertain(before.uncertain());  // what may be absent may still be
        compare(known, judge(inputs.inventory), sources.text(before.span()));
        *leaf = before;
      }
    }
  }

 private:
  std::vector<Verdict> judge(const Inventory& inventory) {
    EvaluateOptions options;
    options.keep_not_applicable = true;
    options.now = *parse_date(example_.as_of.empty() ? kExampleDate : example_.as_of);
    Diagnostics diagnostics;
    std::vector<Verdict> verdicts = evaluate({active(rule_, example_)}, shipped().rules, inventory,
                                             shipped().sources, options, diagnostics);
    return verdicts;
  }

  // A finding that was joined with another one because they have the same key.
  static bool is_joined(const Verdict& verdict, const std::vector<Verdict>& others) {
    return verdict.outcome == Outcome::kFinding &&
           std::ranges::any_of(others, [&](const Verdict& other) {
             return other.outcome == Outcome::kFinding &&
                    std::ranges::find(other.related, verdict.primary) != other.related.end();
           });
  }

  static bool same_subject(const Verdict& a, const Verdict& b) {
    return a.resource == b.resource && a.label == b.label;
  }

  void compare(const std::vector<Verdict>& known, const std::vector<Verdict>& unknown,
               std::string_view leaf) {
    if (known.size() != unknown.size()) {
      compare_by_subject(known, unknown, leaf);
      return;
    }
    for (std::size_t i = 0; i < known.size(); ++i) {
      ASSERT_EQ(known[i].resource, unknown[i].resource);
      // A check that holds is good even where it is not known whether the rule applies (shared
      // rule-language 2.8).
      if (unknown[i].outcome == Outcome::kUndetermined ||
          (known[i].outcome == Outcome::kNotApplicable && unknown[i].outcome == Outcome::kGood))
        continue;
      EXPECT_EQ(outcome_name(known[i].outcome), outcome_name(unknown[i].outcome))
          << known[i].label << ": unknown: " << leaf << " " << unknown[i].message;
    }
  }

  // A value that is not known may add elements that are undetermined, or keep findings apart that
  // were one.
  void compare_by_subject(const std::vector<Verdict>& known, const std::vector<Verdict>& unknown,
                          std::string_view leaf) {
    for (const Verdict& verdict : unknown) {
      const bool was_there = std::ranges::any_of(known, [&](const Verdict& other) {
        return same_subject(verdict, other) && verdict.outcome == other.outcome;
      });
      EXPECT_TRUE(verdict.outcome == Outcome::kUndetermined ||
                  verdict.outcome == Outcome::kNotApplicable || was_there ||
                  is_joined(verdict, known))
          << outcome_name(verdict.outcome) << " " << verdict.label << ": unknown: " << leaf << " "
          << verdict.message;
    }
    for (const Verdict& verdict : known) {
      const bool is_there = std::ranges::any_of(unknown, [&](const Verdict& other) {
        return same_subject(verdict, other) ||
               (verdict.resource == other.resource && other.outcome == Outcome::kUndetermined);
      });
      EXPECT_TRUE(is_there || is_joined(verdict, unknown))
          << "lost " << verdict.label << ": unknown: " << leaf;
    }
  }

  const Rule& rule_;
  Example example_;
};

std::string test_name(const Rule& rule, const Example& example) {
  std::string name = rule.id + "/" + example.name;
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '/')
      c = '_';
  return name;
}

bool register_examples() {
  Shipped& all = shipped();
  for (const Rule* rule : all.rules.rules()) {
    for (Example& example : read_examples(*rule, all.rules, all.sources, all.diagnostics)) {
      testing::RegisterTest("RuleExamples", test_name(*rule, example).c_str(), nullptr, nullptr,
                            __FILE__, __LINE__,
                            [rule, example] { return new ExampleTest(*rule, example); });
      testing::RegisterTest("RuleMonotonicity", test_name(*rule, example).c_str(), nullptr, nullptr,
                            __FILE__, __LINE__,
                            [rule, example] { return new MonotonicityTest(*rule, example); });
    }
  }
  return true;
}

[[maybe_unused]] const bool kRegistered = register_examples();

TEST(Rules, AreReadWithoutMistakes) {
  EXPECT_EQ(text_of(shipped().diagnostics, shipped().sources), "");
  EXPECT_GE(shipped().rules.rules().size(), 15U);
}

TEST(Rules, CompileInBothLanguages) {
  for (const Rule* rule : shipped().rules.rules()) {
    Diagnostics diagnostics;
    EXPECT_NE(compile_rule(*rule, default_params(*rule), {Language::kEnglish, Language::kJapanese},
                           shipped().sources, diagnostics),
              nullptr)
        << text_of(diagnostics, shipped().sources);
  }
}

TEST(Rules, AreRightAboutTheSchemas) {
  for (const Rule* rule : shipped().rules.rules()) {
    Diagnostics diagnostics;
    check_expressions(*rule, shipped().sources, diagnostics);
    std::erase_if(diagnostics, [](const Diagnostic& diagnostic) {
      return diagnostic.level == Diagnostic::Level::kNote;
    });
    EXPECT_EQ(text_of(diagnostics, shipped().sources), "");
  }
}

TEST(Rules, HaveAllTheirTexts) {
  Diagnostics diagnostics;
  for (const Rule* rule : shipped().rules.rules())
    lint_texts(*rule, diagnostics);
  EXPECT_EQ(text_of(diagnostics, shipped().sources), "");
}

TEST(Rules, AreCoveredByTheirExamples) {
  for (const Rule* rule : shipped().rules.rules()) {
    Diagnostics diagnostics;
    for (const ExampleResult& result :
         run_examples(*rule, shipped().rules, shipped().sources, diagnostics))
      for (const std::string& failure : result.failures)
        ADD_FAILURE() << rule->id << ": " << result.name << ": " << failure;
    EXPECT_EQ(text_of(diagnostics, shipped().sources), "");
  }
}

TEST(Rules, EmbeddedOnesAreTheSame) {
  RuleSet embedded;
  Diagnostics diagnostics;
  embedded.add_builtin();
  EXPECT_EQ(text_of(diagnostics, shipped().sources), "");
  const auto expected = shipped().rules.rules();
  const auto actual = embedded.rules();
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    EXPECT_EQ(actual[i]->id, expected[i]->id);
    EXPECT_EQ(actual[i]->title.ja, expected[i]->title.ja);
    EXPECT_EQ(actual[i]->checks.size(), expected[i]->checks.size());
    ASSERT_EQ(actual[i]->data.size(), expected[i]->data.size());
    for (std::size_t k = 0; k < actual[i]->data.size(); ++k)
      EXPECT_TRUE(same_value(actual[i]->data[k].table, expected[i]->data[k].table));
  }
}

}  // namespace
}  // namespace advisor
