#include "parsers/terraform_resources.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "parsers/cloudformation_evaluator.h"
#include "parsers/cloudformation_strings.h"
#include "parsers/terraform_attributes.h"
#include "parsers/terraform_mapping.h"
#include "parsers/terraform_references.h"
#include "parsers/terraform_table.h"
#include "src/base/text.h"
#include "src/model/schema.h"

namespace advisor::tf {
namespace {

enum class Action : std::uint8_t {
  kNone,
  kCreate,
  kRead,
  kUpdate,
  kDelete,
  kReplace,
  kNoOp,
  kForget
};

constexpr std::array<std::string_view, 8> kActionNames = {"",       "create",  "read",  "update",
                                                          "delete", "replace", "no-op", "forget"};

Action action_of(std::string_view actions) {
  const auto has = [&](std::string_view word) {
    return actions.find('"' + std::string(word) + '"') != std::string_view::npos;
  };
  if (has("delete"))
    return has("create") ? Action::kReplace : Action::kDelete;
  if (has("create"))
    return Action::kCreate;  // also ["create", "forget"]: the old one stays
  if (has("update"))
    return Action::kUpdate;
  if (has("forget"))
    return Action::kForget;
  if (has("read"))
    return Action::kRead;
  return has("no-op") ? Action::kNoOp : Action::kNone;
}

bool is_aws(const Item& item) {
  // "aws" (0.12), "registry.terraform.io/hashicorp/aws", provider["…/hashicorp/aws"].west (states).
  if (item.provider.empty())
    return item.type.starts_with("aws_");
  const std::string_view name = item.provider.substr(item.provider.rfind('/') + 1);
  return name.substr(0, name.find_first_of("\\\"]")) == "aws" || name == "provider.aws";
}

bool holds_objects(const Schema& schema) {
  if (schema.kind == Schema::Kind::kList || schema.kind == Schema::Kind::kMap)
    return schema.element.empty() || holds_objects(schema.element[0]);
  return schema.kind == Schema::Kind::kObject || schema.kind == Schema::Kind::kAny ||
         schema.kind == Schema::Kind::kJson;
}

// Whether an attribute may be a nested block: of such a one the configuration does not prove that
// it was left out (`dynamic`). What no table knows may be one.
bool may_be_block(const TerraformType* type, const TfPath& path) {
  if (type == nullptr)
    return true;
  const std::vector<TerraformRule>* rules = &type->table->rules;
  const TerraformRule* rule = nullptr;
  std::string_view name;
  for (const TfStep& step : path) {
    const auto* given = std::get_if<std::string>(&step);
    if (given == nullptr)
      continue;
    name = *given;
    rule = rules == nullptr ? nullptr : find_rule(*rules, name);
    rules = rule == nullptr ? nullptr : &rule->children;
  }
  if (rule != nullptr)
    return !rule->children.empty();
  if (path.size() > 1)
    return false;
  // "parameter_group_name" -> "parametergroupname": the schema's spelling but for case.
  std::string plain(name);
  std::erase(plain, '_');
  const Schema* schema = resource_schema(type->type);
  const Schema::Property* property =
      schema == nullptr ? nullptr : schema->find_ignoring_case(plain);
  // What CloudFormation does not have is the provider's own: mostly something that it computes.
  return property != nullptr && holds_objects(property->schema);
}

// Maps and lists that grew entry by entry have room for many more.
void shrink(Value& value) {
  if (Map* members = value.as_map()) {
    members->shrink_to_fit();
    for (Member& member : *members)
      shrink(member.value);
  } else if (List* elements = value.as_list()) {
    elements->shrink_to_fit();
    for (Value& element : *elements)
      shrink(element);
  }
}

// Marks an unknown that is nothing but a reference, until the properties of what it refers to say
// what it looks like.
constexpr std::string_view kBare = "terraform-reference";

class ResourceBuilder {
 public:
  ResourceBuilder(const Document& document, const TextFile& file, const Workspace& workspace,
                  TerraformSource* source, Inventory& inventory)
      : document_(document),
        file_(file),
        workspace_(workspace),
        source_(source),
        inventory_(inventory),
        parts_(document, file.source),
        resolver_(document, parts_),
        values_(parts_, resolver_, source, workspace.sources,
                [this](const Subject& subject, const TfPath& path, const References& references,
                       Unknown& unknown) { describe(subject, path, references, unknown); }),
        is_plan_(document.kind == DocumentKind::kPlan) {}

  void build(const std::set<std::string>& known);

 private:
  struct Built {
    Resource resource;
    const Item* item = nullptr;
    const TerraformType* type = nullptr;
    Value attributes;  // of a resource that is folded, and of one that others are folded into
    std::string module;
    bool folded = false;
  };

  const std::vector<Item>& items() const;
  std::string address_of(const Item& item) const;
  bool is_wanted(const Item& item, const TerraformType* type) const;
  void index_addresses(const std::set<std::string>& known);
  void build_one(const Item& item, const std::string& address, Action action);
  Subject subject_of(const Item& item, const Address& address) const;
  bool is_in_source(const Subject& subject);
  Value changed(const Subject& subject, const TerraformType* type, Action action,
                const Value& properties);
  Value mapped(const TerraformType* type, Value attributes) const;
  void describe(const Subject& subject, const TfPath& path, const References& references,
                Unknown& unknown);
  bool is_bare(const Subject& subject, const TfPath& path, const Target& target);
  void add_aliases(const Value& attributes, const TerraformType* type, Resource& resource) const;
  void set_region(const Item& item, const Subject& subject, const Value& attributes,
                  Resource& resource);
  void relocate(const Subject& subject, Value& properties);
  static void open_redrive_policy(Value& properties);
  std::size_t source_position(const Subject& subject, const Value& container, std::size_t i,
                              std::size_t count);
  void fold();
  Built* owner_of(const Built& child, bool& certain);
  void finish_references();
  void finish_references(Value& value);
  std::vector<Piece> pieces_of(const Resource& resource, std::string_view pattern) const;
  void hand_over();
  void add_outputs();
  void add_document(const std::map<Action, int>& counts);

  const Document& document_;
  const TextFile& file_;
  const Workspace& workspace_;
  TerraformSource* source_;
  Inventory& inventory_;
  Parts parts_;
  Resolver resolver_;
  Values values_;
  bool is_plan_;
  std::unordered_map<std::string, const Item*> by_address_;  // that will exist, wanted or not
  std::unordered_map<std::string, std::string> ids_;         // of those that are built
  std::unordered_map<std::string, bool> in_source_;          // by block
  std::deque<Built> built_;
  std::unordered_map<std::string, Built*> built_by_id_;
};

const std::vector<Item>& ResourceBuilder::items() const {
  if (document_.has_changes && !document_.changes.empty())
    return document_.changes;
  // A plan with -refresh-only has nothing but the state.
  return document_.planned.empty() ? document_.prior : document_.planned;
}

std::string ResourceBuilder::address_of(const Item& item) const {
  if (!item.address.empty())
    return unescape_json(item.address);
  std::string out = unescape_json(item.module_address);
  if (!out.empty())
    out += '.';
  out += fmt::format("{}{}.{}", item.data ? "data." : "", item.type, item.name);
  if (!item.index.empty())
    out += fmt::format("[{}]", parts_.text(item.index));
  return out;
}

bool ResourceBuilder::is_wanted(const Item& item, const TerraformType* type) const {
  if (item.data || !item.deposed.empty() || !is_aws(item))
    return false;
  const auto& wants = workspace_.options.wants;
  return !wants || wants(item.type) || (type != nullptr && wants(type->type));
}

void ResourceBuilder::build(const std::set<std::string>& known) {
  resolver_.knows = [this](const Target& target) {
    const auto found = by_address_.find(target.address);
    if (found == by_address_.end())
      return false;
    const auto member = [&](ByteRange object) {
      std::string_view text;
      JsonCursor cursor(document_.text, object.begin);
      cursor.members([&](std::string_view key) {
        const ByteRange value = cursor.skip();
        if (key == head_of(target.attribute).name)
          text = parts_.text(value);
      });
      return text;
    };
    const Item& item = *found->second;
    const std::string_view value = item.values.empty() ? "null" : member(item.values);
    const std::string_view open = item.unknown.empty() ? "" : member(item.unknown);
    return !value.empty() && value != "null" && open.find("true") == std::string_view::npos;
  };
  index_addresses(known);
  std::map<Action, int> counts;
  for (const Item& item : items()) {
    const Action action = action_of(item.actions);
    if (!item.data && item.deposed.empty())
      ++counts[action];
    const TerraformType* type = is_aws(item) ? terraform_type(item.type) : nullptr;
    const std::string address = address_of(item);
    if (is_wanted(item, type) && !known.contains(address))
      build_one(item, address, action);
  }
  fold();
  finish_references();
  add_outputs();
  add_document(counts);
  hand_over();
}

// Of a large plan two copies, even of empty shells, would be too much.
void ResourceBuilder::hand_over() {
  built_by_id_ = {};
  by_address_ = {};
  ids_ = {};
  inventory_.resources.reserve(inventory_.resources.size() + built_.size());
  for (; !built_.empty(); built_.pop_front())
    if (!built_.front().folded)
      inventory_.resources.push_back(std::move(built_.front().resource));
}

void ResourceBuilder::index_addresses(const std::set<std::string>& known) {
  for (const Item& item : items()) {
    const Action action = action_of(item.actions);
    if (!item.deposed.empty() || action == Action::kDelete || action == Action::kForget)
      continue;
    std::string address = address_of(item);
    if (is_wanted(item, terraform_type(item.type)) && !known.contains(address))
      ids_.emplace(address, file_.path + "#" + address);
    by_address_.emplace(std::move(address), &item);
  }
}

Subject ResourceBuilder::subject_of(const Item& item, const Address& address) const {
  Subject subject;
  subject.item = &item;
  subject.place.modules = address.modules;
  subject.place.module = resolver_.module(address.modules);
  subject.place.key = address.resource.key;
  for (const Instance& module : address.modules)
    subject.source.modules.push_back(module.name);
  subject.source.type = address.type;
  subject.source.name = address.resource.name;
  if (subject.place.module != nullptr) {
    const auto block = subject.place.module->resources.find(
        fmt::format("{}.{}", address.type, address.resource.name));
    if (block != subject.place.module->resources.end())
      subject.place.block = &block->second;
  }
  return subject;
}

// Of instances of one block only the first is looked up.
bool ResourceBuilder::is_in_source(const Subject& subject) {
  std::string block = subject.source.type + "." + subject.source.name;
  for (const std::string& module : subject.source.modules)
    block += "." + module;
  const auto [place, fresh] = in_source_.emplace(std::move(block), false);
  if (fresh)
    place->second = source_->locate(subject.source).span.valid();
  return place->second;
}

void ResourceBuilder::build_one(const Item& item, const std::string& address, Action action) {
  const auto parsed = parse_address(address);
  if (!parsed || parsed->type.empty())
    return;
  static const Value kNoExpressions = Value::map();
  Built built;
  built.item = &item;
  built.type = terraform_type(item.type);
  built.module = module_text(parsed->modules);
  Subject subject = subject_of(item, *parsed);
  if (subject.place.block != nullptr)
    subject.expressions = subject.place.block->expressions.empty()
                              ? &kNoExpressions
                              : &parts_.shared(subject.place.block->expressions);
  subject.in_source = source_ != nullptr && is_in_source(subject);
  subject.is_block = [type = built.type](const TfPath& path) { return may_be_block(type, path); };

  Resource& resource = built.resource;
  resource.id = file_.path + "#" + address;
  resource.name = address;
  resource.type = built.type != nullptr ? built.type->type : std::string(item.type);
  resource.format = is_plan_ ? "terraform-plan" : "terraform-state";
  resource.sources = {file_.source};
  resource.span = parts_.span({item.address_at, item.address_at});
  if (!item.address.empty())
    resource.span.end += static_cast<std::uint32_t>(item.address.size()) + 2;
  if (subject.in_source)
    resource.span = source_->locate(subject.source).span;

  const bool leaves = action == Action::kDelete || action == Action::kForget;
  // Some plans say "no-op" of what is not there.
  if (const ByteRange said = leaves ? item.before : item.values;
      action != Action::kNone && (said.empty() || document_.text[said.begin] != '{'))
    return;
  Value attributes = leaves ? values_.before(subject) : values_.after(subject);
  add_aliases(attributes, built.type, resource);
  set_region(item, subject, attributes, resource);
  if (built.type != nullptr && (built.type->fold || !folds_into(built.type->name).empty()))
    built.attributes = attributes;
  resource.properties = mapped(built.type, std::move(attributes));
  relocate(subject, resource.properties);
  open_redrive_policy(resource.properties);
  shrink(resource.properties);
  Value meta = Value::map();
  meta.set("address", Value::string(address, resource.span));
  meta.set("provider_type", Value::string(std::string(item.type), resource.span));
  if (!item.previous_address.empty()) {
    resource.aliases.push_back(unescape_json(item.previous_address));
    meta.set("previous_address", Value::string(resource.aliases.back(), resource.span));
  }
  resource.more_meta = std::move(meta);
  if (action != Action::kNone)
    resource.change = changed(subject, built.type, action, resource.properties);
  built_.push_back(std::move(built));
  built_by_id_.emplace(built_.back().resource.id, &built_.back());
}

Value ResourceBuilder::mapped(const TerraformType* type, Value attributes) const {
  return type == nullptr ? std::move(attributes)
                         : map_terraform(*type, std::move(attributes), workspace_.sources);
}

// The rule variable `change`; before and after under the names of the common model.
Value ResourceBuilder::changed(const Subject& subject, const TerraformType* type, Action action,
                               const Value& properties) {
  const Item& item = *subject.item;
  const Span here = parts_.span({item.address_at, item.address_at});
  Value out = Value::map(Map(), here);
  out.set("action",
          Value::string(std::string(kActionNames[static_cast<std::size_t>(action)]), here));
  if (!item.action_reason.empty())
    out.set("reason", Value::string(std::string(item.action_reason), here));
  if (action == Action::kReplace) {
    const std::size_t create = item.actions.find("create");
    out.set("create_first", Value::boolean(create < item.actions.find("delete"), here));
    Value paths = parts_.parse(item.replace_paths);
    if (paths.as_list() != nullptr)
      out.set("replace_paths", std::move(paths));
  }
  if (action == Action::kUpdate || action == Action::kReplace) {
    out.set("before", mapped(type, values_.before(subject)));
    out.set("after", properties);
  }
  return out;
}

// Names under which other inputs know the resource, as far as they are certain.
void ResourceBuilder::add_aliases(const Value& attributes, const TerraformType* type,
                                  Resource& resource) const {
  const auto add = [&](const Value* value) {
    const std::string* text = value == nullptr ? nullptr : value->as_string();
    if (text != nullptr && !text->empty() && !value->uncertain() &&
        std::ranges::find(resource.aliases, *text) == resource.aliases.end())
      resource.aliases.push_back(*text);
  };
  for (const char* name : {"arn", "id"})
    add(attributes.find(name));
  if (type == nullptr)
    return;
  for (const TerraformReference& reference : type->references)
    if (reference.target.empty() || reference.target == "Arn")
      add(attributes.find(reference.attribute));
  if (!type->name_attribute.empty())
    add(attributes.find(type->name_attribute));
}

void ResourceBuilder::set_region(const Item& item, const Subject& subject, const Value& attributes,
                                 Resource& resource) {
  const Value* arn = attributes.find("arn");
  const std::string* text = arn == nullptr ? nullptr : arn->as_string();
  if (text != nullptr) {
    const auto parts = split(*text, ':');
    if (parts.size() > 5 && parts[0] == "arn") {
      resource.region = parts[3];
      resource.account = parts[4];
    }
  }
  if (const Value* region = attributes.find("region"); region != nullptr && region->as_string())
    resource.region = *region->as_string();
  if (!resource.region.empty() || !item.type.starts_with("aws_"))
    return;
  const Block* block = subject.place.block;
  const auto provider = document_.providers.find(
      block == nullptr || block->provider_key.empty() ? "aws" : block->provider_key);
  if (provider == document_.providers.end())
    return;
  const Value& config = parts_.shared(provider->second);
  const Value* region = config.at({"expressions", "region", "constant_value"});
  if (region != nullptr && region->as_string() != nullptr)
    resource.region = *region->as_string();
}

// Parts of a JSON text have the place of the text; where the .tf file writes it with jsonencode,
// each part has its own.
void ResourceBuilder::relocate(const Subject& subject, Value& properties) {
  if (source_ == nullptr || !subject.in_source || subject.source.type != "aws_ecs_task_definition")
    return;
  Value* containers = properties.find("ContainerDefinitions");
  if (containers == nullptr)
    return;
  TfPath path = {std::string("container_definitions")};
  const auto visit = [&](auto&& self, Value& value) -> void {
    const TfPlace place = source_->locate(subject.source, path);
    if (!place.exact)
      return;
    value.set_span(place.span);
    if (Map* members = value.as_map())
      for (Member& member : *members) {
        std::string name = member.key;
        name[0] =
            static_cast<char>(name[0] >= 'A' && name[0] <= 'Z' ? name[0] - 'A' + 'a' : name[0]);
        path.emplace_back(std::move(name));
        member.key_span = place.span;
        self(self, member.value);
        path.pop_back();
      }
    if (List* elements = value.as_list())
      for (std::size_t i = 0; i < elements->size(); ++i) {
        path.emplace_back(
            path.size() == 1 ? source_position(subject, (*elements)[i], i, elements->size()) : i);
        self(self, (*elements)[i]);
        path.pop_back();
      }
  };
  visit(visit, *containers);
}

// jsonencode({deadLetterTargetArn = …}) is wholly unknown as long as the queue is; but what such a
// policy refers to can only be the dead-letter queue.
void ResourceBuilder::open_redrive_policy(Value& properties) {
  Value* policy = properties.find("RedrivePolicy");
  const Unknown* unknown = policy == nullptr ? nullptr : policy->as_unknown();
  if (unknown == nullptr || unknown->links.size() != 1 ||
      unknown->links[0].kind != Link::Kind::kResource)
    return;
  const Span here = policy->span();
  const bool uncertain = policy->uncertain();
  Map members;
  members.push_back({"deadLetterTargetArn", here, std::move(*policy)});
  members[0].value.set_uncertain(false);
  *policy = Value::map(std::move(members), here);
  policy->set_open(true);
  policy->set_uncertain(uncertain);
}

// The provider sorts containers by name; the source has them as they were written.
std::size_t ResourceBuilder::source_position(const Subject& subject, const Value& container,
                                             std::size_t i, std::size_t count) {
  const Value* name = container.find("Name");
  if (name == nullptr || name->as_string() == nullptr)
    return i;
  for (std::size_t at = 0; at < count; ++at) {
    const TfPlace place = source_->locate(
        subject.source, {std::string("container_definitions"), at, std::string("name")});
    if (place.exact && tf_literal(trim(workspace_.sources.text(place.span))) == *name->as_string())
      return at;
  }
  return i;
}

void ResourceBuilder::describe(const Subject& subject, const TfPath& path,
                               const References& references, Unknown& unknown) {
  unknown.arguments.clear();
  if (references.targets.size() != 1 || references.open || !references.targets[0].is_instance)
    return;
  const Target& target = references.targets[0];
  const auto id = ids_.find(target.address);
  if (id == ids_.end()) {
    unknown.links.push_back({Link::Kind::kTerraform, "", target.address, target.attribute});
    return;
  }
  const TerraformType* type = terraform_type(by_address_.at(target.address)->type);
  const TerraformReference* reference =
      type == nullptr ? nullptr : type->reference(target.attribute);
  unknown.links.push_back({Link::Kind::kResource, "", id->second,
                           reference != nullptr ? reference->target : target.attribute});
  if (reference != nullptr && is_bare(subject, path, target)) {
    unknown.function = kBare;
    unknown.arguments = {target.attribute};
    unknown.identity = "Terraform " + id->second + "." + target.attribute;
  }
}

// Whether the source shows that the value is the reference itself and not a text around it. The
// plan lists the same references for both.
bool ResourceBuilder::is_bare(const Subject& subject, const TfPath& path, const Target& target) {
  if (source_ == nullptr || !subject.in_source)
    return false;
  const TfPlace place = source_->locate(subject.source, path);
  if (!place.exact)
    return false;
  std::string_view text = trim(workspace_.sources.text(place.span));
  std::vector<std::string> modules = subject.source.modules;
  for (int step = 0; step < 32; ++step) {
    if (text.starts_with("\"${") && text.ends_with("}\""))
      text = trim(text.substr(3, text.size() - 5));
    if (!text.starts_with("var.") || modules.empty())
      break;
    const std::string name(text.substr(4));
    const std::string call = modules.back();
    modules.pop_back();
    const TfBlock* block = source_->module_call(modules, call);
    const TfItem* argument = block == nullptr ? nullptr : block->attribute(name);
    if (argument == nullptr)
      return false;
    text = trim(workspace_.sources.text(argument->value.span));
  }
  const auto address = parse_address(text);
  if (!address || address->type.empty() || address->attribute != target.attribute)
    return false;
  const auto wanted = parse_address(target.address);
  return wanted && wanted->type == address->type && wanted->resource.name == address->resource.name;
}

// Resources that the common model has as parts of others. A child whose owner is not certain leaves
// every possible owner with properties that may be there.
void ResourceBuilder::fold() {
  for (Built& child : built_) {
    if (child.type == nullptr || !child.type->fold)
      continue;
    child.folded = true;
    const Value* action = child.resource.change.find("action");
    if (action != nullptr && (*action->as_string() == "delete" || *action->as_string() == "forget"))
      continue;
    bool certain = true;
    Built* owner = owner_of(child, certain);
    if (owner != nullptr) {
      fold_into(owner->resource.properties, *child.type->fold,
                std::move(child.resource.properties));
      continue;
    }
    if (certain)
      continue;  // its owner is somewhere else
    Unknown unknown;
    unknown.cause = Unknown::Cause::kUnresolved;
    unknown.text = child.resource.name;
    for (Built& other : built_)
      if (other.type != nullptr && std::ranges::find(child.type->fold->owners, other.type->name) !=
                                       child.type->fold->owners.end())
        mark_foldable(other.resource.properties, *child.type->fold, unknown, child.resource.span);
  }
}

// nullptr: none of the resources here; `certain` is false if it may be one of them.
ResourceBuilder::Built* ResourceBuilder::owner_of(const Built& child, bool& certain) {
  const TerraformFold& fold = *child.type->fold;
  certain = true;
  Built* found = nullptr;
  int fitting = 0;
  for (Built& other : built_) {
    if (other.type == nullptr ||
        std::ranges::find(fold.owners, other.type->name) == fold.owners.end())
      continue;
    bool agrees = true;
    bool doubtful = false;
    for (const TerraformFold::Key& key : fold.keys) {
      const Value* named = child.attributes.find(key.child);
      const Value* own = other.attributes.find(key.owner);
      if (named == nullptr) {
        agrees = own == nullptr && &key != fold.keys.data();
      } else if (const Unknown* unknown = named->as_unknown()) {
        const bool linked =
            !unknown->links.empty() && unknown->links[0].kind == Link::Kind::kResource;
        if (linked)
          agrees = unknown->links[0].target == other.resource.id;
        else
          doubtful = true;
      } else if (own == nullptr || own->is_unknown()) {
        doubtful = true;
      } else {
        agrees = same_value(*named, *own);
        if (!agrees && named->as_string() != nullptr)
          agrees = std::ranges::find(other.resource.aliases, *named->as_string()) !=
                   other.resource.aliases.end();
      }
      if (!agrees)
        break;
    }
    if (!agrees)
      continue;
    certain = certain && !doubtful;
    ++fitting;
    found = &other;
  }
  if (fitting == 1 && certain)
    return found;
  certain = fitting == 0;
  return nullptr;
}

void ResourceBuilder::finish_references() {
  for (Built& built : built_) {
    built.attributes = Value();
    finish_references(built.resource.properties);
    if (Value* after = built.resource.change.find("after"))
      finish_references(*after);
  }
}

void ResourceBuilder::finish_references(Value& value) {
  if (Map* members = value.as_map()) {
    for (Member& member : *members)
      finish_references(member.value);
  } else if (List* elements = value.as_list()) {
    for (Value& element : *elements)
      finish_references(element);
  } else if (Unknown* unknown = value.as_unknown();
             unknown != nullptr && unknown->function == kBare) {
    unknown->function.clear();
    const auto target = built_by_id_.find(unknown->links[0].target);
    const std::string attribute = std::exchange(unknown->arguments, {})[0];
    if (target == built_by_id_.end() || target->second->type == nullptr)
      return;
    const Resource& resource = target->second->resource;
    if (const auto* reference = target->second->type->reference(attribute))
      unknown->pieces =
          pieces_of(resource, reference->pattern.empty()
                                  ? cfn::attribute_pattern(resource.type, reference->target)
                                  : std::string_view(reference->pattern));
  }
}

// "arn:{partition}:sqs:{region}:{account}:{QueueName}" with what is known of it.
std::vector<Piece> ResourceBuilder::pieces_of(const Resource& resource,
                                              std::string_view pattern) const {
  std::vector<Piece> out;
  const auto word = [&](const std::string& text) {
    cfn::add_piece(out,
                   text.empty() ? Piece{"", Piece::Hole::kWord} : Piece{text, Piece::Hole::kNone});
  };
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find('{'), pattern.size());
    if (open > 0)
      cfn::add_piece(out, {std::string(pattern.substr(0, open)), Piece::Hole::kNone});
    const std::size_t close = pattern.find('}');
    if (open == pattern.size() || close == std::string_view::npos)
      break;
    const std::string_view what = pattern.substr(open + 1, close - open - 1);
    pattern.remove_prefix(close + 1);
    if (what == "partition" || what == "word") {
      word("");
    } else if (what == "region") {
      word(resource.region);
    } else if (what == "account") {
      word(resource.account);
    } else if (what == "name" || what == "any") {
      cfn::add_piece(out, {"", what == "name" ? Piece::Hole::kName : Piece::Hole::kAny});
    } else {
      const Value* property = resource.properties.find(what);
      const Unknown* unknown = property == nullptr ? nullptr : property->as_unknown();
      if (property != nullptr && property->as_string() != nullptr && !property->uncertain())
        cfn::add_piece(out, {*property->as_string(), Piece::Hole::kNone});
      else if (unknown != nullptr && !unknown->pieces.empty())
        for (const Piece& piece : unknown->pieces)
          cfn::add_piece(out, piece);
      else
        cfn::add_piece(out, {"", property == nullptr        ? Piece::Hole::kName
                                 : cfn::is_plain_name(what) ? Piece::Hole::kWord
                                                            : Piece::Hole::kAny});
    }
  }
  return out;
}

// What other tools fetch as "output.NAME".
void ResourceBuilder::add_outputs() {
  const auto add = [&](const std::string& name, Value value) {
    inventory_.values.push_back({Link::Kind::kTerraform, "output." + name, std::move(value)});
  };
  for (const auto& [name, range] : document_.outputs)
    add(name, parts_.parse(range));
  for (const auto& [name, range] : document_.configuration.outputs) {
    if (document_.outputs.contains(name))
      continue;
    Subject root;
    root.place.module = &document_.configuration;
    Unknown unknown;
    unknown.cause = Unknown::Cause::kAfterApply;
    describe(root, {}, resolver_.follow(parts_.shared(range), root.place), unknown);
    if (!unknown.links.empty())
      add(name, Value::unknown(std::move(unknown)));
  }
}

// The plan itself, for rules about all that it does.
void ResourceBuilder::add_document(const std::map<Action, int>& counts) {
  if (!is_plan_)
    return;
  const Span here = {file_.source, 0, 0};
  const auto count = [&](Action action) {
    const auto found = counts.find(action);
    return found == counts.end() ? 0 : found->second;
  };
  const auto note = [&](std::string message) {
    inventory_.diagnostics.push_back(
        {Diagnostic::Level::kNote, std::move(message), "", Span{}, file_.path});
  };
  const auto managed = static_cast<std::int64_t>(document_.prior_managed);
  const int changes = count(Action::kCreate) + count(Action::kUpdate) + count(Action::kDelete) +
                      count(Action::kReplace) + count(Action::kForget);
  const bool partial = document_.errored.value_or(false) || !document_.complete.value_or(true);
  Resource plan;
  plan.type = "Terraform::Plan";
  plan.id = file_.path + "#plan";
  plan.name = file_.path;
  plan.format = "terraform-plan";
  plan.span = here;
  plan.sources = {file_.source};
  Value properties = Value::map(Map(), here);
  properties.set("FormatVersion", Value::string(std::string(document_.format_version), here));
  properties.set("TerraformVersion", Value::string(std::string(document_.terraform_version), here));
  properties.set("Complete", Value::boolean(!partial, here));
  properties.set("PriorResources", Value::integer(managed, here));
  for (const auto& [name, action] :
       {std::pair{"Creates", Action::kCreate}, std::pair{"Updates", Action::kUpdate},
        std::pair{"Deletes", Action::kDelete}, std::pair{"Replaces", Action::kReplace},
        std::pair{"Forgets", Action::kForget}, std::pair{"Unchanged", Action::kNoOp}})
    properties.set(name, Value::integer(count(action), here));
  plan.properties = std::move(properties);
  inventory_.resources.push_back(std::move(plan));
  if (partial) {
    inventory_.partial = true;
    note(document_.errored.value_or(false)
             ? "this plan ended with an error, so resources may be missing from it"
             : "this plan is partial (-target, or deferred changes): what it leaves out is not "
               "known");
  }
  if (document_.has_changes && changes == 0)
    note("this plan changes nothing; what it keeps was checked");
  else if (!document_.has_changes && document_.planned.empty())
    note("this plan only refreshes the state; what exists was checked");
  else if (changes > 0 && changes == count(Action::kDelete))
    note("this plan only destroys; there is no configuration to check");
  if (!items().empty() &&
      std::ranges::none_of(items(), [](const Item& item) { return is_aws(item); }))
    note("there are no AWS resources in this plan");
}

}  // namespace

void add_resources(const Document& document, const TextFile& file, const Workspace& workspace,
                   TerraformSource* source, const std::set<std::string>& known,
                   Inventory& inventory) {
  ResourceBuilder(document, file, workspace, source, inventory).build(known);
}

}  // namespace advisor::tf
