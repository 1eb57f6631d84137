#include "parsers/jsonnet.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

#include "parsers/json.h"
#include "parsers/jsonnet_calls.h"
#include "parsers/jsonnet_lexer.h"
#include "parsers/jsonnet_marker.h"
#include "parsers/jsonnet_positions.h"
#include "parsers/jsonnet_prelude.h"
#include "parsers/jsonnet_sandbox.h"
#include "parsers/string_template.h"

namespace advisor {
namespace {

constexpr std::size_t kMaxFiles = 200;

// Operators that compare without asking `std`, or a `std` that is not ours any more.
bool is_opaque(const std::vector<JsonnetToken>& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const JsonnetToken& token = tokens[i];
    if (token.is("<") || token.is(">") || token.is("<=") || token.is(">="))
      return true;
    if (token.is("in") && (i < 2 || !tokens[i - 2].is("for")))
      return true;
    const bool binds = i + 1 < tokens.size() && tokens[i + 1].is("=");
    const bool parameter = i > 0 && (tokens[i - 1].is("(") || tokens[i - 1].is(",")) &&
                           i + 1 < tokens.size() &&
                           (tokens[i + 1].is(")") || tokens[i + 1].is(","));
    if (token.is("std") && (binds || parameter))
      return true;
    if (token.is("for") && i + 1 < tokens.size() && tokens[i + 1].is("std"))
      return true;
  }
  return false;
}

// Reads the main file and all that it imports; paths of imports are literals in Jsonnet.
class Loader {
 public:
  Loader(const FileSystem& files, const JsonnetOptions& options, SourceSet* sources,
         JsonnetJob& job)
      : files_(files), options_(options), sources_(sources), job_(job) {}

  void load(const std::string& path, std::string_view text, SourceId source) {
    job_.main = normalize_path(path);
    add_code(job_.main, std::string(text), source);
    // `pending_` grows while it is worked off.
    for (std::size_t i = 0; i < pending_.size(); ++i)
      load_import(pending_[i]);
  }

  std::map<std::string, JsonnetText> texts;
  std::vector<std::string> read;

 private:
  struct Import {
    std::string key;
    bool code = true;
  };

  void add_code(const std::string& key, std::string text, SourceId source) {
    JsonnetText& entry = texts[key];
    entry.source = source;
    entry.tokens = lex_jsonnet(text);
    job_.opaque = job_.opaque || is_opaque(entry.tokens);
    for (std::size_t i = 0; i + 1 < entry.tokens.size(); ++i) {
      const JsonnetToken& token = entry.tokens[i];
      const JsonnetToken& path = entry.tokens[i + 1];
      if ((!token.is("import") && !token.is("importstr")) ||
          path.kind != JsonnetToken::Kind::kString)
        continue;
      const std::string target = normalize_path(join_path(parent_path(key), path.text));
      entry.imports[path.text] = target;
      pending_.push_back({target, token.is("import")});
    }
    job_.files[key] = {std::move(text), JsonnetJob::File::Kind::kCode};
  }

  void load_import(const Import& import) {
    // A copy: add_code makes the list grow.
    const std::string key = import.key;
    const auto known = job_.files.find(key);
    if (known != job_.files.end()) {
      const bool is_code = known->second.kind == JsonnetJob::File::Kind::kCode;
      // libjsonnet reads a file once: as text it must not be changed, so its code goes unguarded.
      if (known->second.kind != JsonnetJob::File::Kind::kError && is_code != import.code) {
        known->second.kind = JsonnetJob::File::Kind::kText;
        job_.opaque = true;
      }
      return;
    }
    auto text = read_import(key);
    if (!text) {
      job_.files[key] = {text.error().message, JsonnetJob::File::Kind::kError};
      return;
    }
    read.push_back(key);
    if (!import.code) {
      job_.files[key] = {std::move(*text), JsonnetJob::File::Kind::kText};
      return;
    }
    const SourceId source = sources_ == nullptr ? 0 : sources_->add(key, *text);
    add_code(key, std::move(*text), source);
  }

  Result<std::string> read_import(const std::string& key) const {
    if (read.size() >= kMaxFiles)
      return Error{"cannot import " + key + ": too many imports"};
    if (!options_.root.empty() && !is_below(files_.canonical(key), files_.canonical(options_.root)))
      return Error{"cannot import " + key + ": it lies outside of " + options_.root};
    if (files_.kind(key) != FileSystem::Kind::kFile)
      return Error{"cannot import " + key + ": no such file"};
    return files_.read(key, options_.limits.bytes);
  }

  const FileSystem& files_;
  const JsonnetOptions& options_;
  SourceSet* sources_;
  JsonnetJob& job_;
  std::vector<Import> pending_;
};

// The first line of what libjsonnet says, without its own prefix and without a place in `main`.
std::string short_reason(const std::string& message, const std::string& main) {
  std::string_view text = message;
  text = text.substr(0, text.find('\n'));
  for (const std::string_view prefix : {"RUNTIME ERROR: ", "STATIC ERROR: "})
    if (text.starts_with(prefix))
      text.remove_prefix(prefix.size());
  if (text.starts_with(main + ":"))
    text.remove_prefix(std::min(text.find(": ") + 2, text.size()));
  const bool condition = text.find("ondition must be boolean") != std::string_view::npos ||
                         text.find("must be bool") != std::string_view::npos ||
                         // `!=` of something unknown: the comparison itself gave a marker.
                         text.find("! does not operate on type string") != std::string_view::npos;
  return condition ? "it hangs on a condition that is not known here" : std::string(text);
}

// Puts the parts that could be evaluated together again.
class TreeBuilder {
 public:
  TreeBuilder(const JsonnetOutcome& outcome, const TemplateContext& context,
              const ParseLimits& limits, const std::string& main, SourceId source,
              Diagnostics& diagnostics)
      : outcome_(outcome),
        main_(main),
        context_(context),
        limits_(limits),
        start_{source, 0, 0},
        diagnostics_(diagnostics),
        calls_(outcome.calls, context) {}

  Value build(const nlohmann::json& path) {
    const auto found = outcome_.parts.find(path.dump());
    if (found == outcome_.parts.end())
      return failed({});
    const JsonnetPart& part = found->second;
    switch (part.kind) {
      case JsonnetPart::Kind::kValue:
        return value(part);
      case JsonnetPart::Kind::kObject: {
        Value map = Value::map({}, start_);
        for (const std::string& name : part.fields)
          add_member(map, name, build(extended(path, name)));
        return map;
      }
      case JsonnetPart::Kind::kList: {
        List list;
        for (std::size_t i = 0; i < part.size; ++i)
          list.push_back(build(extended(path, i)));
        return Value::list(std::move(list), start_);
      }
      case JsonnetPart::Kind::kFailed:
        break;
    }
    return failed(part);
  }

  // What failed for another reason than unknown values.
  const std::vector<std::string>& faults() const { return faults_; }

  // Templates inside of strings; after the positions are known.
  void finish(Value& value) {
    if (value.as_string() != nullptr) {
      const std::string text = *value.as_string();
      if (has_mark(text) || text.find("{{") != std::string::npos)
        value = string(text, value.span());
    } else if (List* list = value.as_list()) {
      for (Value& element : *list)
        finish(element);
    } else if (Map* map = value.as_map()) {
      for (Member& member : *map)
        finish(member.value);
      if (std::erase_if(*map, [](const Member& member) { return has_mark(member.key); }) > 0)
        value.set_open(true);
    }
  }

 private:
  template <class Step>
  static nlohmann::json extended(nlohmann::json path, const Step& step) {
    path.push_back(step);
    return path;
  }

  static void add_member(Value& map, const std::string& name, Value value) {
    map.as_map()->push_back({name, {}, std::move(value)});
  }

  Value value(const JsonnetPart& part) {
    JsonOptions options;
    options.limits = limits_;
    Parsed parsed = parse_json(part.json, start_.source, options);
    List* list = parsed.root.as_list();
    if (!parsed.ok || list == nullptr || list->size() != 1)
      return failed({});
    return std::move((*list)[0]);
  }

  Value failed(const JsonnetPart& part) {
    Unknown out;
    out.cause = Unknown::Cause::kNotEvaluated;
    out.text = part.reason.empty() ? "it could not be evaluated" : short_reason(part.reason, main_);
    for (const std::uint64_t call : part.calls)
      add_links(out, calls_.unknown(call).links);
    if (!part.touched_unknown && std::ranges::find(faults_, out.text) == faults_.end())
      faults_.push_back(out.text);
    return Value::unknown(std::move(out), start_);
  }

  Value string(const std::string& text, Span span) {
    const auto assemble = [&](std::vector<StringPart> parts) {
      return calls_.assemble(std::move(parts), span);
    };
    if (text.find("{{") == std::string::npos)
      return assemble({text});
    if (has_mark(text) && decides(text)) {
      Unknown out;
      out.text = "a template that decides on values that are not known here";
      return Value::unknown(std::move(out), span);
    }
    return render_string(text, span, context_, diagnostics_, assemble);
  }

  // Functions that would look into a marker.
  static bool decides(const std::string& text) {
    static constexpr std::string_view kWords[] = {"if", "with", "eq",    "ne",    "lt",
                                                  "le", "gt",   "ge",    "len",   "and",
                                                  "or", "not",  "range", "index", "slice"};
    for (std::size_t at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 2)) {
      const std::string action = text.substr(at, text.find("}}", at) - at);
      if (std::ranges::any_of(kWords, [&](std::string_view word) {
            return action.find(std::string(word) + " ") != std::string::npos;
          }))
        return true;
    }
    return false;
  }

  const JsonnetOutcome& outcome_;
  const std::string& main_;
  const TemplateContext& context_;
  const ParseLimits& limits_;
  Span start_;
  Diagnostics& diagnostics_;
  JsonnetCalls calls_;
  std::vector<std::string> faults_;
};

// "path:12:3-9" in a message of libjsonnet: the place in the main file.
Span place_in_message(const std::string& message, const std::string& path, SourceId source,
                      std::string_view text) {
  const std::size_t at = message.find(path + ":");
  if (at == std::string::npos)
    return {source, 0, 0};
  const SourceFile file(path, std::string(text));
  LineColumn where;
  char* end = nullptr;
  where.line = static_cast<int>(std::strtol(message.c_str() + at + path.size() + 1, &end, 10));
  if (*end == ':')
    where.column = static_cast<int>(std::strtol(end + 1, &end, 10));
  if (where.line == 1)
    where.column -= static_cast<int>(std::string_view(kJsonnetPrefix).size());
  where.line = std::max(where.line, 1);
  where.column = std::max(where.column, 1);
  const std::uint32_t offset = file.offset(where);
  return {source, offset, offset};
}

Parsed refused(std::string message, Span span) {
  Parsed out;
  out.ok = false;
  out.diagnostics.push_back({Diagnostic::Level::kError, std::move(message), "", span, ""});
  return out;
}

}  // namespace

Parsed evaluate_jsonnet(const std::string& path, std::string_view text, SourceId source,
                        const FileSystem& files, const TemplateContext& context,
                        const JsonnetOptions& options, std::vector<std::string>* imported,
                        SourceSet* sources) {
  JsonnetJob job;
  job.ext_str = options.ext_str;
  job.ext_code = options.ext_code;
  job.context = &context;
  job.max_stack = options.max_stack;
  job.timeout_ms = options.timeout_ms;
  job.max_bytes = options.limits.bytes;
  Loader loader(files, options, sources, job);
  loader.load(path, text, source);
  if (imported != nullptr)
    *imported = loader.read;

  const JsonnetOutcome outcome = run_jsonnet(job);
  if (outcome.failure)
    return refused("cannot evaluate this Jsonnet file: " + *outcome.failure, {source, 0, 0});
  const JsonnetPart& whole = outcome.parts.at("[]");
  if (whole.kind == JsonnetPart::Kind::kFailed)
    return refused("cannot evaluate this Jsonnet file: " + short_reason(whole.reason, job.main),
                   place_in_message(whole.reason, job.main, source, text));

  Parsed out;
  TreeBuilder builder(outcome, context, options.limits, job.main, source, out.diagnostics);
  out.root = builder.build(nlohmann::json::array());
  place_jsonnet(out.root, loader.texts, job.main);
  builder.finish(out.root);
  for (const std::string& fault : builder.faults())
    out.diagnostics.push_back({Diagnostic::Level::kWarning,
                               "a part of this Jsonnet file cannot be evaluated: " + fault, "",
                               place_in_message(whole.reason, job.main, source, text), ""});
  return out;
}

}  // namespace advisor
