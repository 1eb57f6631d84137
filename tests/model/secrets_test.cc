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

TEST(Secrets, ArePasswordsAndWhatAChangeHolds) {
  const auto at = [](std::uint32_t begin) { return Span{1, begin, begin + 1}; };
  Resource resource;
  resource.properties = Value::map();
  resource.properties.set("MasterUsername", Value::string("admin", at(1)));
  resource.properties.set("MasterUserPassword", Value::string("s3cret", at(2)));
  Value variables = Value::map();
  variables.set("A", Value::string("old", at(3)));
  Value environment = Value::map();
  environment.set("Variables", variables);
  Value before = Value::map();
  before.set("Environment", environment);
  resource.change = Value::map();
  resource.change.set("before", before);
  std::vector<Span> spans;
  for (const Value* secret : secret_values(resource))
    spans.push_back(secret->span());
  EXPECT_EQ(spans, (std::vector<Span>{at(2), at(3)}));
}

TEST(Secrets, PlacesOfAllResources) {
  Inventory inventory;
  for (const Span span : {Span{1, 30, 40}, Span{1, 10, 20}, Span{1, 15, 25}, Span{2, 0, 5}}) {
    Resource& resource = inventory.resources.emplace_back();
    resource.properties = Value::map();
    resource.properties.set("AuthToken", Value::string("s3cret", span));
  }
  const SecretPlaces places(inventory);
  for (const Span span :
       {Span{1, 0, 11}, Span{1, 24, 26}, Span{1, 0, 100}, Span{1, 39, 50}, Span{2, 4, 5}})
    EXPECT_TRUE(places.touches(span)) << span.source << ":" << span.begin;
  for (const Span span :
       {Span{1, 0, 10}, Span{1, 25, 30}, Span{1, 40, 41}, Span{2, 5, 6}, Span{3, 0, 9}, Span{}})
    EXPECT_FALSE(places.touches(span)) << span.source << ":" << span.begin;
}

}  // namespace
}  // namespace advisor
