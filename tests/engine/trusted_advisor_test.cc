#include "src/engine/trusted_advisor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace advisor {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TrustedAdvisorCheck check(std::string status) {
  TrustedAdvisorCheck out;
  out.id = "f2iK5R6Dep";
  out.category = "fault_tolerance";
  out.name = "Amazon RDS Multi-AZ";
  out.status = std::move(status);
  out.timestamp = "2026-11-01T00:00:00Z";
  out.recommended_action = "Deploy the database across zones.\n\nSee the guide.";
  out.flagged = 2;
  out.resources = {{"r-1", "ap-northeast-1", "warning", {{"DB", "batch"}, {"Zone", ""}}, false},
                   {"r-2", "ap-northeast-1", "warning", {{"DB", "web\nx"}}, false},
                   {"r-3", "ap-northeast-1", "ok", {{"DB", "fine"}}, false}};
  return out;
}

// What the checks give under rules: trusted_advisor: of an advisor.yaml.
struct Judged {
  explicit Judged(std::vector<TrustedAdvisorCheck> checks, const std::string& settings = "",
                  Language language = Language::kEnglish, const std::string& status = "ok") {
    Config config;
    if (!settings.empty())
      config = read_config(
          "advisor.yaml",
          memory_file_system({{"advisor.yaml", "rules:\n  trusted_advisor:\n" + settings}}),
          sources, diagnostics);
    EXPECT_THAT(diagnostics, IsEmpty());
    LiveAccounts live;
    live.accounts.emplace_back();
    live.accounts[0].id = "123456789012";
    live.accounts[0].partition = "aws";
    live.accounts[0].trusted_advisor = {status, std::move(checks)};
    judge_trusted_advisor(live, config, sources, language, "2026-11-28", out, diagnostics);
  }
  const Verdict& only() const {
    EXPECT_EQ(out.verdicts.size(), 1U);
    return out.verdicts.at(0);
  }

  SourceSet sources;
  Diagnostics diagnostics;
  TrustedAdvisorVerdicts out;
};

TEST(TrustedAdvisor, EachCheckIsAVerdict) {
  const Judged warning({check("warning")});
  const Verdict& verdict = warning.only();
  EXPECT_EQ(verdict.outcome, Outcome::kFinding);
  EXPECT_EQ(verdict.severity, Severity::kWarning);
  EXPECT_EQ(rule_label(verdict), "trusted-advisor/f2iK5R6Dep");
  EXPECT_EQ(verdict.message,
            "Trusted Advisor[Fault Tolerance] Amazon RDS Multi-AZ CheckID:f2iK5R6Dep");
  EXPECT_EQ(verdict.recommendation,
            "Deploy the database across zones.\n\nSee the guide.\n\n"
            "Affected resources: 2\n- ap-northeast-1, DB: batch\n- ap-northeast-1, DB: web x\n"
            "Checked: 2026-11-01T00:00:00Z");
  EXPECT_EQ(verdict.resource->id,
            "arn:aws:trustedadvisor::123456789012:checks/fault_tolerance/f2iK5R6Dep");
  EXPECT_EQ(Judged({check("error")}).only().severity, Severity::kCritical);
  EXPECT_EQ(Judged({check("ok")}).only().outcome, Outcome::kGood);
}

TEST(TrustedAdvisor, InJapanese) {
  EXPECT_EQ(Judged({check("warning")}, "", Language::kJapanese).only().message,
            "Trusted Advisor[耐障害性] Amazon RDS Multi-AZ CheckID:f2iK5R6Dep");
}

TEST(TrustedAdvisor, WhatIsNotAvailableIsNeitherGoodNorBad) {
  for (const char* status : {"not_available", "something new"}) {
    const Judged judged({check(status)});
    EXPECT_THAT(judged.out.verdicts, IsEmpty());
    EXPECT_EQ(judged.out.not_available, 1);
  }
}

TEST(TrustedAdvisor, ACheckIsSuppressedByItsId) {
  const std::string entry = "    suppression_rules: [{check_id: f2iK5R6Dep, reason: batch}]\n";
  const Judged judged({check("warning")}, entry);
  ASSERT_TRUE(judged.only().suppressed);
  EXPECT_EQ(judged.only().suppressed->reason, "batch");
  EXPECT_THAT(judged.diagnostics, IsEmpty());
  const std::string other = "    suppression_rules: [{check_id: F2IK5R6DEP, reason: batch}]\n";
  EXPECT_FALSE(Judged({check("warning")}, other).only().suppressed);
  const std::string expired =
      "    suppression_rules: [{check_id: f2*, reason: batch, expires: 2026-11-27}]\n";
  const Judged late({check("warning")}, expired);
  EXPECT_FALSE(late.only().suppressed);
  ASSERT_EQ(late.diagnostics.size(), 1U);
  EXPECT_THAT(late.diagnostics[0].message, HasSubstr("expired on 2026-11-27"));
}

TEST(TrustedAdvisor, ResourcesAreSuppressedOneByOne) {
  const auto settings = [](const std::string& resource) {
    return "    suppression_rules: [{check_id: f2iK5R6Dep, resource: " + resource +
           ", reason: known}]\n";
  };
  const Judged one({check("warning")}, settings("batch"));
  EXPECT_FALSE(one.only().suppressed);
  EXPECT_THAT(one.only().recommendation,
              AllOf(HasSubstr("Affected resources: 1\n"), Not(HasSubstr("batch"))));
  const Judged all({check("warning")}, settings("r-*"));
  ASSERT_TRUE(all.only().suppressed);
  EXPECT_EQ(all.only().suppressed->reason, "known");
  // One that is fine does not help, nor does one that AWS flags without naming it.
  EXPECT_FALSE(Judged({check("warning")}, settings("r-3")).only().suppressed);
  TrustedAdvisorCheck more = check("warning");
  more.flagged = 3;
  EXPECT_FALSE(Judged({more}, settings("r-*")).only().suppressed);
}

TEST(TrustedAdvisor, ExclusionsOfTheConsoleCountAsSuppressed) {
  TrustedAdvisorCheck excluded = check("warning");
  excluded.excluded = true;
  ASSERT_TRUE(Judged({excluded}).only().suppressed);
  EXPECT_THAT(Judged({excluded}).only().suppressed->reason, HasSubstr("console"));
  TrustedAdvisorCheck resources = check("warning");
  resources.flagged = 0;
  resources.resources[0].excluded = resources.resources[1].excluded = true;
  EXPECT_TRUE(Judged({resources}).only().suppressed);
  resources.flagged = 1;
  resources.resources[1].excluded = false;
  EXPECT_FALSE(Judged({resources}).only().suppressed);
}

TEST(TrustedAdvisor, SettingsOfTheRule) {
  EXPECT_EQ(Judged({check("error")}, "    severity: info\n").only().severity, Severity::kInfo);
  EXPECT_THAT(Judged({check("error")}, "    enabled: false\n").out.verdicts, IsEmpty());
}

TEST(TrustedAdvisor, WithoutASupportPlanThereIsOneWarning) {
  const Judged judged({}, "", Language::kEnglish, "no-support-plan");
  ASSERT_EQ(judged.diagnostics.size(), 1U);
  EXPECT_EQ(judged.diagnostics[0].level, Diagnostic::Level::kWarning);
  EXPECT_THAT(judged.diagnostics[0].message, HasSubstr("support plan of account 123456789012"));
  const Judged denied({}, "", Language::kEnglish, "denied");
  ASSERT_EQ(denied.diagnostics.size(), 1U);
  EXPECT_EQ(denied.diagnostics[0].level, Diagnostic::Level::kError);
}

TEST(TrustedAdvisor, LongListsAreCut) {
  TrustedAdvisorCheck many = check("warning");
  many.flagged = 500;
  many.resources.assign(500, many.resources[0]);
  EXPECT_THAT(Judged({many}).only().recommendation,
              AllOf(HasSubstr("Affected resources: 500\n"), HasSubstr("- and 450 more\n")));
}

}  // namespace
}  // namespace advisor
