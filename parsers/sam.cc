// One pass over the resources replaces each SAM resource by what it makes. What reaches beyond one
// resource (routes of APIs, notifications of buckets, triggers of user pools) is collected and
// applied when all are there; references to what was made are rewritten last.

#include "parsers/sam.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "parsers/cloudformation_template.h"
#include "parsers/sam_apis.h"
#include "parsers/sam_build.h"
#include "parsers/sam_expansion.h"
#include "parsers/sam_function.h"
#include "parsers/sam_globals.h"
#include "parsers/sam_references.h"
#include "parsers/sam_resources.h"
#include "src/model/tree.h"

namespace advisor {
namespace {

using Expand = void (*)(sam::Expansion&, const Member&, const Value&);

constexpr std::array<std::pair<std::string_view, Expand>, 8> kTypes = {
    {{"AWS::Serverless::Function", sam::expand_function},
     {"AWS::Serverless::Api", sam::expand_rest_api},
     {"AWS::Serverless::HttpApi", sam::expand_http_api},
     {"AWS::Serverless::WebSocketApi", sam::expand_web_socket_api},
     {"AWS::Serverless::SimpleTable", sam::expand_table},
     {"AWS::Serverless::LayerVersion", sam::expand_layer},
     {"AWS::Serverless::Application", sam::expand_application},
     {"AWS::Serverless::StateMachine", sam::expand_state_machine}}};

void expand_resource(sam::Expansion& expansion, const Member& resource) {
  const std::string* type = sam::string_at(resource.value, "Type");
  const auto* known =
      type == nullptr
          ? kTypes.end()
          : std::ranges::find(kTypes, *type, &std::pair<std::string_view, Expand>::first);
  // Properties that are a function as a whole tell nothing of what they make.
  const Value* properties = resource.value.find("Properties");
  const bool readable = sam::is_absent(properties) || (properties->as_map() != nullptr &&
                                                       cfn::function_of(*properties) == nullptr);
  if (known == kTypes.end() || !readable || expansion.exhausted()) {
    expansion.keep(resource);
    return;
  }
  constexpr std::string_view kPrefix = "AWS::Serverless::";
  const Value* globals = expansion.globals();
  const Value* section = globals == nullptr ? nullptr : globals->find(type->substr(kPrefix.size()));
  if (section != nullptr)
    expansion.spend(count_nodes(*section), resource.key_span);
  known->second(expansion, resource, sam::with_globals(globals, resource.value, *type));
}

}  // namespace

void expand_sam(Value& document, const std::function<std::optional<Value>(const Value&)>& evaluate,
                Diagnostics& diagnostics) {
  const Value* resources = document.find("Resources");
  if (resources == nullptr || resources->as_map() == nullptr)
    return;
  sam::Expansion expansion(document, evaluate, diagnostics);
  for (const Member& resource : *resources->as_map())
    expand_resource(expansion, resource);
  sam::finish_apis(expansion);
  Value made = Value::map(expansion.take_resources(), resources->span());
  made.set_open(resources->open());
  const auto& references = expansion.references();
  *document.find("Resources") = std::move(made);
  // Only what hangs on a condition of the template asks for another one.
  if (Value* conditions = document.find("Conditions");
      conditions != nullptr && conditions->as_map() != nullptr)
    std::ranges::move(expansion.take_conditions(), std::back_inserter(*conditions->as_map()));
  for (const char* section : {"Resources", "Outputs"})
    if (Value* part = document.find(section))
      sam::rewrite_references(*part, references);
}

}  // namespace advisor
