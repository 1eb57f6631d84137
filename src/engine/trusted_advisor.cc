#include "src/engine/trusted_advisor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "src/base/text.h"
#include "src/engine/suppress.h"

namespace advisor {
namespace {

constexpr std::size_t kMaxListed = 50;       // affected resources of one check
constexpr std::size_t kMaxCellLength = 200;  // code points

struct Category {
  std::string_view id, en, ja;
};
constexpr std::array kCategories = {
    Category{"cost_optimizing", "Cost Optimization", "コスト最適化"},
    Category{"performance", "Performance", "パフォーマンス"},
    Category{"security", "Security", "セキュリティ"},
    Category{"fault_tolerance", "Fault Tolerance", "耐障害性"},
    Category{"service_limits", "Service Limits", "サービスの制限"},
    Category{"operational_excellence", "Operational Excellence", "オペレーショナルエクセレンス"},
};

std::string category_name(const std::string& id, Language language) {
  const auto known = std::ranges::find(kCategories, id, &Category::id);
  if (known == kCategories.end())
    return id;
  return std::string(language == Language::kJapanese ? known->ja : known->en);
}

std::string_view say(Language language, std::string_view english, std::string_view japanese) {
  return language == Language::kJapanese ? japanese : english;
}

bool is_flagged(const TrustedAdvisorResource& resource) {
  return resource.status.empty() || resource.status == "warning" || resource.status == "error";
}

std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

std::string listed(const TrustedAdvisorResource& resource) {
  std::string out = resource.region;
  for (const auto& [heading, text] : resource.cells) {
    if (trim(text).empty() || text == resource.region)
      continue;
    const std::size_t length = prefix_of_code_points(text, kMaxCellLength);
    out += fmt::format("{}{}{}{}", out.empty() ? "" : ", ", heading, heading.empty() ? "" : ": ",
                       text.substr(0, length));
    if (length < text.size())
      out += "...";
  }
  return "- " + one_line(out.empty() ? resource.id : out);
}

Rule make_rule() {
  Rule rule;
  rule.id = std::string(kTrustedAdvisor);
  rule.title = {"Checks of AWS Trusted Advisor", "AWS Trusted Advisor のチェック"};
  rule.description = {
      "What AWS Trusted Advisor says of the account. Each of its checks counts as a "
      "check of this rule, under its CheckID.",
      "AWS Trusted Advisor によるアカウントの診断結果です。Trusted Advisor の各チェックは、"
      "CheckID を持つこのルールのチェックとして扱います。"};
  rule.tags = {"trusted-advisor"};
  rule.references = {"https://docs.aws.amazon.com/awssupport/latest/user/trusted-advisor.html"};
  rule.builtin = true;
  return rule;
}

class Judgement {
 public:
  Judgement(const Config& config, Language language, std::string_view today,
            TrustedAdvisorVerdicts& out)
      : language_(language), out_(out) {
    out_.rule = make_rule();
    if (const auto found = config.rules.find(std::string(kTrustedAdvisor));
        found != config.rules.end()) {
      enabled_ = found->second.enabled.value_or(true);
      severity_ = found->second.severity;
      uses_ = suppression_uses(found->second, today);
    }
  }

  bool enabled() const { return enabled_; }
  const std::vector<SuppressionUse>& uses() const { return uses_; }

  void judge(const LiveAccount& account, const TrustedAdvisorCheck& check) {
    const bool good = check.status == "ok";
    const bool bad = check.status == "warning" || check.status == "error";
    if (!good && !bad) {
      ++out_.not_available;
      return;
    }
    Verdict verdict;
    verdict.rule = &out_.rule;
    verdict.resource = add_resource(account, check);
    verdict.check_id = check.id;
    verdict.outcome = good ? Outcome::kGood : Outcome::kFinding;
    if (bad)
      describe(check, verdict);
    out_.verdicts.push_back(std::move(verdict));
  }

 private:
  // Its id is the ARN that IAM policies use for a check.
  const Resource* add_resource(const LiveAccount& account, const TrustedAdvisorCheck& check) {
    Resource resource;
    resource.type = "AWS::TrustedAdvisor::Check";
    resource.id = fmt::format("arn:{}:trustedadvisor::{}:checks/{}/{}",
                              account.partition.empty() ? std::string("aws") : account.partition,
                              account.id, check.category, check.id);
    resource.name = check.name.empty() ? check.id : check.name;
    resource.format = "live";
    resource.account = account.id;
    resource.properties = Value::map();
    if (account.partition == "aws")
      resource.console = "https://console.aws.amazon.com/trustedadvisor/home";
    out_.checks.push_back(std::move(resource));
    return &out_.checks.back();
  }

  void describe(const TrustedAdvisorCheck& check, Verdict& verdict) {
    verdict.severity =
        severity_.value_or(check.status == "error" ? Severity::kCritical : Severity::kWarning);
    verdict.message = fmt::format("Trusted Advisor[{}] {} CheckID:{}",
                                  category_name(check.category, language_), check.name, check.id);
    verdict.key = default_key(verdict);
    if (check.excluded)
      verdict.suppressed = in_console();
    for (SuppressionUse& use : uses_)
      if (use.entry->resource.empty() && concerns(*use.entry, check.id))
        take(use, verdict.suppressed);
    std::vector<const TrustedAdvisorResource*> left;
    std::optional<Suppression> first;
    std::size_t suppressed = 0;
    for (const TrustedAdvisorResource& resource : check.resources) {
      if (!is_flagged(resource))
        continue;
      const auto why = suppression_of(check, resource);
      if (!why) {
        left.push_back(&resource);
        continue;
      }
      suppressed += resource.excluded ? 0 : 1;  // AWS does not count those as flagged
      if (!first)
        first = why;
    }
    // AWS may flag more resources than it lists.
    const bool all_known = check.flagged <= static_cast<std::int64_t>(suppressed);
    if (left.empty() && first && all_known && !verdict.suppressed)
      verdict.suppressed = first;
    verdict.recommendation = recommendation(check, left, suppressed);
  }

  static bool concerns(const SuppressionRule& entry, const std::string& id) {
    const auto fits = [&](const std::string& pattern) {
      return pattern.empty() || matches_glob(id, pattern);
    };
    return fits(entry.check_id) && fits(entry.check) && entry.file.empty() && entry.element.empty();
  }

  static void take(SuppressionUse& use, std::optional<Suppression>& suppressed) {
    use.used = true;
    if (!use.expired && !suppressed)
      suppressed = suppression_by(*use.entry);
  }

  Suppression in_console() const {
    Suppression out;
    out.reason = say(language_, "excluded in the console of Trusted Advisor",
                     "Trusted Advisor のコンソールで除外されています");
    return out;
  }

  std::optional<Suppression> suppression_of(const TrustedAdvisorCheck& check,
                                            const TrustedAdvisorResource& resource) {
    std::optional<Suppression> why;
    if (resource.excluded)
      why = in_console();
    for (SuppressionUse& use : uses_) {
      const std::string& pattern = use.entry->resource;
      const auto fits = [&](const auto& cell) { return matches_glob(cell.second, pattern); };
      if (!pattern.empty() && concerns(*use.entry, check.id) &&
          (matches_glob(resource.id, pattern) || std::ranges::any_of(resource.cells, fits)))
        take(use, why);
    }
    return why;
  }

  std::string recommendation(const TrustedAdvisorCheck& check,
                             const std::vector<const TrustedAdvisorResource*>& left,
                             std::size_t suppressed) const {
    std::string out(trim(check.recommended_action));
    if (out.empty())
      out = say(language_, "See what AWS Trusted Advisor recommends for this check.",
                "このチェックについて AWS Trusted Advisor が推奨する内容を確認してください。");
    const std::int64_t open = check.flagged - static_cast<std::int64_t>(suppressed);
    const std::size_t flagged =
        std::max(left.size(), open < 0 ? 0 : static_cast<std::size_t>(open));
    if (flagged > 0)
      out += fmt::format("\n\n{}: {}\n", say(language_, "Affected resources", "対象のリソース"),
                         flagged);
    const std::size_t shown = std::min(left.size(), kMaxListed);
    for (std::size_t i = 0; i < shown; ++i)
      out += listed(*left[i]) + "\n";
    if (flagged > shown && shown > 0)
      out += language_ == Language::kJapanese ? fmt::format("- ほか {} 件\n", flagged - shown)
                                              : fmt::format("- and {} more\n", flagged - shown);
    if (!check.timestamp.empty())
      out += fmt::format("{}{}: {}", flagged > 0 ? "" : "\n\n",
                         say(language_, "Checked", "確認日時"), one_line(check.timestamp));
    return out;
  }

  Language language_;
  TrustedAdvisorVerdicts& out_;
  bool enabled_ = true;
  std::optional<Severity> severity_;
  std::vector<SuppressionUse> uses_;
};

bool is_explained(const LiveAccount& account) {
  return std::ranges::any_of(account.failures, [](const LiveFailure& failure) {
    return failure.action.starts_with("support:") || failure.action.starts_with("trustedadvisor:");
  });
}

void report_status(const LiveAccount& account, Diagnostics& diagnostics) {
  const std::string& status = account.trusted_advisor.status;
  if (status == "no-support-plan")
    diagnostics.push_back(
        {Diagnostic::Level::kWarning,
         fmt::format("AWS Trusted Advisor is left out: the support plan of account {} does not "
                     "have its API",
                     account.id),
         "it needs Business Support or more; --trusted-advisor off leaves it out without a word",
         {},
         {}});
  else if ((status == "denied" || status == "failed") && !is_explained(account))
    diagnostics.push_back({Diagnostic::Level::kError,
                           fmt::format("AWS Trusted Advisor of account {} could not be read ({})",
                                       account.id, status),
                           {},
                           {},
                           {}});
}

}  // namespace

void judge_trusted_advisor(const LiveAccounts& live, const Config& config, const SourceSet& sources,
                           Language language, std::string_view today, TrustedAdvisorVerdicts& out,
                           Diagnostics& diagnostics) {
  Judgement judgement(config, language, today, out);
  if (!judgement.enabled())
    return;
  bool complete = !live.accounts.empty();
  for (const LiveAccount& account : live.accounts) {
    report_status(account, diagnostics);
    complete = complete && account.trusted_advisor.status == "ok";
    for (const TrustedAdvisorCheck& check : account.trusted_advisor.checks)
      judgement.judge(account, check);
  }
  // Where something was not read, an entry may be about that.
  if (complete)
    report_uses(kTrustedAdvisor, judgement.uses(), sources, diagnostics);
}

}  // namespace advisor
