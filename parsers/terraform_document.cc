#include "parsers/terraform_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "parsers/json.h"
#include "src/base/text.h"

namespace advisor::tf {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// How deep Terraform nests is bounded by schemas and modules; a plan of 1,000 levels is hostile.
constexpr int kMaxDepth = 1000;

class Reader {
 public:
  Reader(std::string_view text, std::size_t begin) : text_(text), cursor_(text, begin, kMaxDepth) {}

  bool read(Document& out) {
    out_ = &out;
    cursor_.members([&](std::string_view key) { member(key); });
    out.text = text_.substr(0, cursor_.at());
    if (cursor_.failed())
      return false;
    // Of a plan with changes the other copies of its resources are not worth the memory.
    const bool only_state = out.changes.empty();
    if (only_state && !planned_.empty())
      again(planned_, [&] { module_values(out.planned, {}, 0); });
    if (!prior_.empty())
      again(prior_, [&] {
        std::vector<Item> all;
        values(all);
        out.prior_managed = static_cast<std::size_t>(std::ranges::count_if(
            all, [](const Item& item) { return !item.data && item.deposed.empty(); }));
        if (!only_state || !out.planned.empty())
          std::erase_if(all, [](const Item& item) { return !item.data; });
        all.shrink_to_fit();
        out.prior = std::move(all);
      });
    return true;
  }
  const JsonCursor& cursor() const { return cursor_; }

 private:
  void member(std::string_view key) {
    Document& out = *out_;
    if (key == "format_version") {
      out.format_version = string();
    } else if (key == "terraform_version") {
      out.terraform_version = string();
    } else if (key == "resource_changes" || key == "infracost_resource_changes") {
      out.kind = DocumentKind::kPlan;
      out.has_changes = cursor_.peek() == '[' || out.has_changes;
      cursor_.elements([&] { change(); });
    } else if (key == "planned_values") {
      out.kind = DocumentKind::kPlan;
      cursor_.members([&](std::string_view name) {
        if (name == "outputs")
          output_values();
        else if (const ByteRange range = cursor_.skip(); name == "root_module")
          planned_ = range;
      });
    } else if (key == "prior_state") {
      cursor_.members([&](std::string_view name) {
        const ByteRange range = cursor_.skip();
        if (name == "values")
          prior_ = range;
      });
    } else if (key == "values") {
      out.kind = DocumentKind::kState;
      values(out.planned);
    } else if (key == "resources") {
      out.kind = DocumentKind::kRawState;
      cursor_.elements([&] { raw_resource(); });
    } else if (key == "configuration") {
      out.has_configuration = true;
      configuration();
    } else if (key == "variables") {
      cursor_.members([&](std::string_view name) {
        cursor_.members([&](std::string_view part) {
          const ByteRange range = cursor_.skip();
          if (part == "value")
            out.variables.emplace(unescape_json(name), range);
        });
      });
    } else if (key == "outputs") {
      output_values();
    } else if (key == "errored") {
      out.errored = boolean();
    } else if (key == "complete") {
      out.complete = boolean();
    } else {
      cursor_.skip();
    }
  }

  // Reads a part that was passed before.
  template <class Read>
  void again(ByteRange range, Read read) {
    cursor_ = JsonCursor(text_, range.begin, kMaxDepth);
    read();
  }

  std::string_view string() {
    if (cursor_.peek() == '"')
      return cursor_.raw_string();
    cursor_.skip();
    return {};
  }
  std::optional<bool> boolean() {
    const std::string_view word = view(cursor_.skip());
    return word == "true" || word == "false" ? std::optional(word == "true") : std::nullopt;
  }
  std::string_view view(ByteRange range) const {
    return text_.substr(range.begin, range.end - range.begin);
  }

  // What resources have in common wherever they stand; false: not such a member.
  bool common(std::string_view key, Item& item) {
    static constexpr std::pair<std::string_view, std::string_view Item::*> kTexts[] = {
        {"module_address", &Item::module_address},
        {"type", &Item::type},
        {"name", &Item::name},
        {"provider_name", &Item::provider},
        {"deposed", &Item::deposed},
        {"deposed_key", &Item::deposed},
        {"previous_address", &Item::previous_address},
        {"action_reason", &Item::action_reason}};
    for (const auto& [name, field] : kTexts)
      if (key == name) {
        item.*field = string();
        return true;
      }
    if (key == "address") {
      cursor_.peek();
      item.address_at = cursor_.at();
      item.address = string();
    } else if (key == "index") {
      item.index = cursor_.skip();
    } else if (key == "mode") {
      item.data = string() == "data";
    } else {
      return false;
    }
    return true;
  }

  template <class Other>
  void item(std::vector<Item>& to, Other other) {
    Item made;
    cursor_.peek();
    made.all.begin = cursor_.at();
    const bool is_object = cursor_.members([&](std::string_view key) {
      if (!common(key, made))
        other(key, made);
    });
    made.all.end = cursor_.at();
    if (is_object && (!made.type.empty() || !made.address.empty()))
      to.push_back(made);
  }

  void change() {
    item(out_->changes, [&](std::string_view key, Item& made) {
      if (key != "change") {
        cursor_.skip();
        return;
      }
      cursor_.members([&](std::string_view part) {
        static constexpr std::pair<std::string_view, ByteRange Item::*> kParts[] = {
            {"before", &Item::before},
            {"after", &Item::values},
            {"after_unknown", &Item::unknown},
            {"after_sensitive", &Item::sensitive},
            {"before_sensitive", &Item::before_sensitive},
            {"replace_paths", &Item::replace_paths}};
        const ByteRange range = cursor_.skip();
        if (part == "actions")
          made.actions = view(range);
        for (const auto& [name, field] : kParts)
          if (part == name)
            made.*field = range;
      });
    });
  }

  // {"outputs", "root_module": {"resources", "child_modules": [the same]}}
  void values(std::vector<Item>& to) {
    cursor_.members([&](std::string_view key) {
      if (key == "root_module")
        module_values(to, {}, 0);
      else if (key == "outputs" && out_->kind == DocumentKind::kState)
        output_values();
      else
        cursor_.skip();
    });
  }

  void module_values(std::vector<Item>& to, std::string_view address, int depth) {
    const std::size_t first = to.size();
    cursor_.members([&](std::string_view key) {
      if (key == "resources")
        cursor_.elements([&] {
          item(to, [&](std::string_view part, Item& made) {
            const ByteRange range = cursor_.skip();
            if (part == "values")
              made.values = range;
            else if (part == "sensitive_values")
              made.sensitive = range;
          });
        });
      else if (key == "child_modules" && depth < kMaxModuleDepth)
        cursor_.elements([&] { module_values(to, {}, depth + 1); });
      else if (key == "address")
        address = string();
      else
        cursor_.skip();
    });
    for (std::size_t i = first; i < to.size(); ++i)
      if (to[i].module_address.empty())
        to[i].module_address = address;
  }

  void raw_resource() {
    Item shared;
    std::size_t first = out_->planned.size();
    cursor_.members([&](std::string_view key) {
      if (key == "instances") {
        cursor_.elements([&] { raw_instance(); });
      } else if (key == "module") {
        shared.module_address = string();
      } else if (key == "provider") {
        shared.provider = string();
      } else if (!common(key, shared)) {
        cursor_.skip();
      }
    });
    for (; first < out_->planned.size(); ++first) {
      Item& made = out_->planned[first];
      made.module_address = shared.module_address;
      made.type = shared.type;
      made.name = shared.name;
      made.data = shared.data;
      made.provider = shared.provider;
    }
  }

  void raw_instance() {
    Item made;
    cursor_.peek();
    made.all.begin = cursor_.at();
    made.address_at = cursor_.at();
    cursor_.members([&](std::string_view key) {
      if (key == "deposed") {
        made.deposed = string();
        return;
      }
      const ByteRange range = cursor_.skip();
      if (key == "index_key")
        made.index = range;
      else if (key == "attributes")
        made.values = range;
      else if (key == "sensitive_attributes")
        made.sensitive = range;
    });
    made.all.end = cursor_.at();
    out_->planned.push_back(made);
  }

  void output_values() {
    cursor_.members([&](std::string_view name) {
      ByteRange value;
      bool sensitive = false;
      cursor_.members([&](std::string_view part) {
        const ByteRange range = cursor_.skip();
        if (part == "value")
          value = range;
        sensitive = sensitive || (part == "sensitive" && view(range) == "true");
      });
      if (!sensitive && !value.empty())
        out_->outputs.emplace(unescape_json(name), value);
    });
  }

  void configuration() {
    cursor_.members([&](std::string_view key) {
      if (key == "root_module")
        module(out_->configuration, 0);
      else if (key == "provider_config")
        cursor_.members([&](std::string_view name) {
          out_->providers.emplace(unescape_json(name), cursor_.skip());
        });
      else
        cursor_.skip();
    });
  }

  void module(Module& to, int depth) {
    cursor_.members([&](std::string_view key) {
      if (key == "resources")
        cursor_.elements([&] { block(to); });
      else if (key == "module_calls" && depth < kMaxModuleDepth)
        cursor_.members([&](std::string_view name) {
          ModuleCall& call = to.calls[unescape_json(name)];
          cursor_.members([&](std::string_view part) {
            if (part != "module") {
              const ByteRange range = cursor_.skip();
              keep(part, range, call);
              return;
            }
            call.module = std::make_unique<Module>();
            module(*call.module, depth + 1);
          });
        });
      else if (key == "outputs")
        cursor_.members([&](std::string_view name) {
          cursor_.members([&](std::string_view part) {
            const ByteRange range = cursor_.skip();
            if (part == "expression")
              to.outputs.emplace(unescape_json(name), range);
          });
        });
      else if (key == "variables")
        cursor_.members([&](std::string_view name) {
          to.variables.emplace(unescape_json(name), cursor_.skip());
        });
      else
        cursor_.skip();
    });
  }

  template <class T>
  static void keep(std::string_view part, ByteRange range, T& to) {
    if (part == "expressions")
      to.expressions = range;
    else if (part == "count_expression")
      to.count = range;
    else if (part == "for_each_expression")
      to.for_each = range;
  }

  void block(Module& to) {
    Item named;
    Block made;
    cursor_.members([&](std::string_view key) {
      if (key == "provider_config_key") {
        made.provider_key = string();
      } else if (!common(key, named)) {
        const ByteRange range = cursor_.skip();
        keep(key, range, made);
      }
    });
    to.resources.emplace(fmt::format("{}{}.{}", named.data ? "data." : "", named.type, named.name),
                         made);
  }

  static constexpr int kMaxModuleDepth = 100;

  std::string_view text_;
  JsonCursor cursor_;
  Document* out_ = nullptr;
  ByteRange planned_;
  ByteRange prior_;
};

void error(Diagnostics& diagnostics, SourceId source, std::size_t at, std::string message,
           std::string hint) {
  diagnostics.push_back({Diagnostic::Level::kError,
                         std::move(message),
                         std::move(hint),
                         {source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at)},
                         {}});
}

// The document's first '{': at the start, or of a line if the wrapper printed something before.
std::size_t begin_of(std::string_view text) {
  const std::size_t first =
      text.find_first_not_of(" \t\r\n", text.starts_with(kByteOrderMark) ? 3 : 0);
  if (first == std::string_view::npos || text[first] == '{')
    return first;
  for (std::size_t at = text.find("\n{"); at != std::string_view::npos;
       at = text.find("\n{", at + 1))
    if (text.substr(at + 1, 2) == "{\"" || text.substr(at + 1, 2) == "{\n")
      return at + 1;
  return std::string_view::npos;
}

// Keys at the top level of the beginning of a text, as far as whole values fit into it.
struct FirstKeys {
  std::vector<std::string_view> keys;
  std::string_view version;  // bytes of the value of "version"
};
FirstKeys first_keys(std::string_view text) {
  FirstKeys out;
  const std::size_t begin = begin_of(text);
  if (begin == std::string_view::npos)
    return out;
  JsonCursor cursor(text, begin, kMaxDepth);
  cursor.members([&](std::string_view key) {
    out.keys.push_back(key);
    const ByteRange value = cursor.skip();
    if (key == "version")
      out.version = text.substr(value.begin, value.end - value.begin);
  });
  return out;
}

bool known_version(std::string_view version) {
  int major = 0;
  const auto [stop, failed] =
      std::from_chars(version.data(), version.data() + version.size(), major);
  return failed == std::errc() && major < 2;
}

// nlohmann explains what the cursor only refuses.
void explain(std::string_view text, std::size_t begin, std::size_t at, SourceId source,
             bool too_deep, Diagnostics& diagnostics) {
  constexpr std::string_view kHint =
      "make it again with: terraform show -json PLAN > plan.json (the whole output)";
  if (too_deep) {
    error(diagnostics, source, at,
          fmt::format("this Terraform document is nested more than {} levels deep", kMaxDepth),
          std::string(kHint));
    return;
  }
  JsonOptions options;
  options.begin = begin;
  options.discard = true;
  options.ignore_trailing_text = true;
  options.limits = {kMaxDepth, text.size(), text.size()};
  Parsed parsed = parse_json(text, source, options);
  const auto found =
      std::ranges::find(parsed.diagnostics, Diagnostic::Level::kError, &Diagnostic::level);
  if (found == parsed.diagnostics.end()) {
    error(diagnostics, source, at, "this Terraform document is no valid JSON", std::string(kHint));
    return;
  }
  found->message = "this Terraform document is no valid JSON: " + found->message;
  found->hint = kHint;
  diagnostics.push_back(std::move(*found));
}

}  // namespace

Look look_at(std::string_view text) {
  if (text.starts_with("PK\x03\x04"))
    return text.substr(0, 4096).find("tfplan") != std::string_view::npos ||
                   text.find("tfconfig/") != std::string_view::npos
               ? Look::kBinaryPlan
               : Look::kForeign;
  constexpr std::size_t kHead = 65'536;
  const std::string_view head = text.substr(0, kHead);
  if (head.starts_with("{\"@level\""))
    return Look::kStream;
  // Most files are not Terraform's: a look for one word spares them the rest.
  static constexpr std::array<std::string_view, 8> kWords = {
      "format_version", "resource_changes", "planned_values", "terraform_version",
      "lineage",        "resource_drift",   "prior_state",    "root_module"};
  if (std::ranges::none_of(
          kWords, [&](std::string_view w) { return head.find(w) != std::string_view::npos; }))
    return Look::kForeign;
  const FirstKeys found = first_keys(head);
  const auto has = [&](std::string_view key) {
    return std::ranges::find(found.keys, key) != found.keys.end();
  };
  if (has("AWSTemplateFormatVersion") || has("Resources"))
    return Look::kForeign;
  if (has("provider_schemas"))
    return Look::kProviderSchema;
  if (has("version") && (has("lineage") || has("terraform_version") || has("serial")))
    return found.version == "4" ? Look::kDocument : Look::kOldState;
  for (const std::string_view key : {"planned_values", "resource_changes", "resource_drift",
                                     "prior_state", "infracost_resource_changes"})
    if (has(key))
      return Look::kDocument;
  // {"format_version": "1.0"} is an empty state; then "terraform_version" and "values" follow.
  return has("format_version") &&
                 (has("terraform_version") || has("values") || found.keys.size() == 1)
             ? Look::kDocument
             : Look::kForeign;
}

std::optional<Document> read_document(std::string_view text, SourceId source,
                                      Diagnostics& diagnostics) {
  const std::size_t begin = begin_of(text);
  if (begin == std::string_view::npos) {
    error(diagnostics, source, 0, "there is no JSON object in this file", "");
    return std::nullopt;
  }
  if (text.size() > UINT32_MAX) {
    error(diagnostics, source, 0, "larger than 4 GiB", "plan parts of it with -target");
    return std::nullopt;
  }
  if (const auto broken = find_invalid_utf8(text)) {
    error(diagnostics, source, *broken, "invalid UTF-8", "save the plan as UTF-8");
    return std::nullopt;
  }
  Document out;
  Reader reader(text, begin);
  if (!reader.read(out)) {
    explain(text, begin, reader.cursor().at(), source, reader.cursor().too_deep(), diagnostics);
    return std::nullopt;
  }
  if (!out.format_version.empty() && !known_version(out.format_version)) {
    error(diagnostics, source, begin,
          fmt::format("format version {} of Terraform's JSON is not known",
                      printable(out.format_version)),
          "versions 0 and 1 are; is there a newer advisor?");
    return std::nullopt;
  }
  const std::string_view before = trim(text.substr(0, begin));
  const std::string_view behind = trim(text.substr(out.text.size()));
  if ((!before.empty() && before != kByteOrderMark) || !behind.empty())
    diagnostics.push_back({Diagnostic::Level::kWarning,
                           "text around the JSON document was passed over",
                           "with hashicorp/setup-terraform, set terraform_wrapper: false",
                           {source, 0, 0},
                           {}});
  return out;
}

std::optional<std::string> from_utf16(std::string_view text) {
  const bool little = text.starts_with("\xFF\xFE");
  if (!little && !text.starts_with("\xFE\xFF"))
    return std::nullopt;
  const auto unit = [&](std::size_t at) {
    const auto a = static_cast<unsigned char>(text[at]);
    const auto b = static_cast<unsigned char>(text[at + 1]);
    return static_cast<char32_t>(little ? a | b << 8 : a << 8 | b);
  };
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
    char32_t c = unit(i);
    if (c >= 0xD800 && c < 0xDC00 && i + 3 < text.size()) {
      const char32_t low = unit(i + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10U) + (low - 0xDC00);
        i += 2;
      }
    }
    append_utf8(out, c);
  }
  return out;
}

}  // namespace advisor::tf
