#include "src/model/secrets.h"

#include <gtest/gtest.h>

namespace advisor {
namespace {

TEST(Secrets, AreEnvironmentValuesAndRedactedOnes) {
  const auto at = [](std::uint32_t begin) { return Span{1, begin, begin + 1}; };
  Unknown redacted;
  redacted.cause = Unknown::Cause::kRedacted;
  Unknown action;
  action.cause = Unknown::Cause::kTemplate;
  Unknown partly = action;
  partly.pieces = {{"postgres://user:pass@", Piece::Hole::kNone}, {"", Piece::Hole::kAny}};
  Value entry = Value::map();
  entry.set("Name", Value::string("TOKEN", at(1)));
  entry.set("Value", Value::string("x", at(2)));
  Value from_template = Value::map();
  from_template.set("Value", Value::unknown(action, at(3)));
  Value url = Value::map();
  url.set("Value", Value::unknown(partly, at(4)));
  Value container = Value::map();
  container.set("Environment", Value::list({entry, from_template, url}));
  Value variables = Value::map();
  variables.set("KEY", Value::string("y", at(5)));
  Value environment = Value::map();
  environment.set("Variables", variables);
  Resource resource;
  resource.properties = Value::map();
  resource.properties.set("ContainerDefinitions", Value::list({container}));
  resource.properties.set("Environment", environment);
  resource.properties.set("Password", Value::unknown(redacted, at(6)));
  resource.properties.set("Image", Value::string("nginx", at(7)));
  std::vector<Span> spans;
  for (const Value* secret : secret_values(resource))
    spans.push_back(secret->span());
  EXPECT_EQ(spans, (std::vector<Span>{at(2), at(4), at(5), at(6)}));
}

TEST(Secrets, StandInBranchesOfChoices) {
  const auto at = [](std::uint32_t begin) { return Span{1, begin, begin + 1}; };
  const auto choice = [](Value then, Value otherwise, Span span) {
    Unknown unknown;
    unknown.cause = Unknown::Cause::kCondition;
    unknown.choice =
        std::make_shared<const Choice>(Choice{"t#C", std::make_shared<const Value>(std::move(then)),
                                              std::make_shared<const Value>(std::move(otherwise))});
    return Value::unknown(std::move(unknown), span);
  };
  Unknown parameter;
  parameter.cause = Unknown::Cause::kParameter;
  Value variables = Value::map();
  variables.set("A",
                choice(Value::string("s3cret", at(1)), Value::unknown(parameter, at(2)), at(3)));
  variables.set("B",
                choice(Value::unknown(parameter, at(4)), Value::unknown(parameter, at(5)), at(6)));
  Value other = Value::map();
  other.set("C", Value::string("hidden", at(7)));
  Value environment = Value::map();
  environment.set("Variables", choice(variables, other, at(8)));
  Resource resource;
  resource.properties = Value::map();
  resource.properties.set("Environment", choice(environment, Value::map(), at(9)));
  std::vector<Span> spans;
  for (const Value* secret : secret_values(resource))
    spans.push_back(secret->span());
  EXPECT_EQ(spans, (std::vector<Span>{at(3), at(1), at(7)}));
}

}  // namespace
}  // namespace advisor
