#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/engine/language.h"
#include "src/model/value.h"

namespace advisor {

// An expression of a rule file with its place in that file. The span covers the YAML scalar.
struct RuleExpression {
  std::string text;
  Span span;
  bool empty() const { return text.empty(); }
};

struct LocalizedExpression {  // texts with {{ expression }} placeholders
  RuleExpression en;
  RuleExpression ja;
  bool empty() const { return en.empty() && ja.empty(); }
};

struct RuleMatch {
  std::vector<std::string> types;
  std::vector<std::string> changes;  // create, update, no-op, delete, replace
  RuleExpression when;
  RuleExpression each;
  std::string as = "item";
  RuleExpression label;
  Span type_span;
};

struct RuleParam {
  std::string name;
  std::string type;  // int, double, bool, string, duration, timestamp, list, map
  Value default_value;
  std::optional<double> min, max;
  std::vector<Value> enumerated;
  Localized description;
  Span span;  // of the name, likewise below
};

struct RuleLookup {
  std::string name;
  RuleExpression follow;  // forward; else `find`
  std::string find;       // resource type, backward
  RuleExpression where;
  bool complete = false;
  std::string type;  // expected type of `follow`
  Span span;
};

struct RuleVariant {
  RuleExpression condition;
  std::optional<Severity> severity;
  LocalizedExpression message;
  LocalizedExpression recommendation;
};

struct RuleCheck {
  std::string id;  // "" for the only check of a rule with `check:`
  RuleExpression assertion;
  RuleExpression when;
  std::optional<Severity> severity;
  std::vector<RuleVariant> variants;
  LocalizedExpression message;
  LocalizedExpression recommendation;
  RuleExpression at;
};

struct Postmortem {
  Localized title;
  std::string date;  // as written: 2022-05 or 2022-05-14
  std::string url;   // may be empty
  Localized summary;
};

struct RuleChange {  // what a revision of the rule changed; the first one added it
  std::string date;  // "2026-11-22"
  int revision = 1;
  Localized note;
};

struct RuleData {  // a table of facts that age
  std::string name;
  Value table;
  std::string as_of;     // date
  std::string source;    // URL
  int max_age_days = 0;  // 0: never reported as old
};

// One rule file (rule-language.md 3.1), still uncompiled. Owned by the RuleSet.
struct Rule {
  std::string id;
  std::vector<std::string> aliases;
  std::string since;
  int revision = 1;
  std::optional<std::string> deprecated;  // reason
  Severity severity = Severity::kWarning;
  bool enabled = true;
  std::vector<std::string> profiles;
  Localized title;
  Localized description;
  std::vector<std::string> tags;
  std::vector<std::string> category;
  std::vector<RuleMatch> match;
  std::vector<RuleParam> params;
  std::vector<RuleData> data;
  std::vector<std::pair<RuleExpression, RuleExpression>> functions;  // signature, body
  std::vector<RuleLookup> lookup;
  std::vector<std::pair<std::string, RuleExpression>> let;
  RuleExpression when;
  std::vector<RuleCheck> checks;
  RuleExpression at;
  bool report_all = false;
  RuleExpression key;
  LocalizedExpression message;
  LocalizedExpression recommendation;
  // Format -> snippet to paste. Placeholders are {{= expression }}: a plain {{ }} in a snippet is
  // a template action of the user's file.
  std::map<std::string, RuleExpression> fix;
  std::vector<std::string> references;
  std::vector<Postmortem> postmortems;
  std::vector<RuleChange> history;  // oldest first
  bool builtin = false;
  std::string path;  // "rules/ecs/ecs-container-ulimits.yaml"
  Span span;         // of the id; without source for embedded rules

  // Every expression but those of texts.
  std::vector<const RuleExpression*> expressions() const;
};

// A map with the default of every parameter.
Value default_params(const Rule& rule);

}  // namespace advisor
