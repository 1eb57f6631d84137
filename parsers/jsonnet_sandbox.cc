// libjsonnet can neither be interrupted nor trusted to survive hostile input, so it runs in a child
// process with limits on time and memory. Nothing but lines of JSON comes back through a pipe.
//
// Evaluation starts with reading std, which costs more than all else. So there is one evaluation
// only, of the `walk` function below, and every try is a fork of it: the native function __try
// returns in the forked process, which evaluates one value, hands it over with __put, and ends;
// its parent waits, learns whether that went well, and goes on to the parts of what did not.

#include "parsers/jsonnet_sandbox.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <deque>
#include <exception>
#include <fstream>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "parsers/functions.h"
#include "parsers/jsonnet_marker.h"
#include "parsers/jsonnet_prelude.h"
#include "parsers/partial.h"
#include "src/base/files.h"

extern "C" {
#include <libjsonnet.h>
}

namespace advisor {
namespace {

using nlohmann::json;

constexpr int kMaxTries = 2000;
constexpr const char* kPrelude = "advisor:std";
constexpr const char* kMain = "advisor:main";

constexpr const char* kWalk = R"(
local main = import 'advisor:main';
local try = std.native('__try');
local put = std.native('__put');
local sum(f, list) = std.foldl(function(n, x) n + f(x), list, 0);
local walk(path, v, depth) =
  local whole = try('' + path, 'value');
  if whole == 'go' then put('' + [v])
  else if whole == 'ok' || depth == 0 then 0
  else
    local shape = try('' + path, 'shape');
    if shape == 'go' then
      put(if std.isObject(v) then '' + [std.objectFields(v)]
          else if std.isArray(v) then '' + [std.length(v)] else '[]')
    else if shape != 'ok' then 0
    else if std.isObject(v) then sum(function(f) walk(path + [f], v[f], depth - 1), std.objectFields(v))
    else if std.isArray(v) then
      sum(function(i) walk(path + [i], v[i], depth - 1), std.range(0, std.length(v) - 1))
    else 0;
walk([], main, 6)
)";

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 14695981039346656037ULL;
  for (const char c : text) {
    value ^= static_cast<unsigned char>(c);
    value *= 1099511628211ULL;
  }
  return value;
}

std::string to_line(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

// The child's side. Lives in processes that end with _exit.
class Runner {
 public:
  Runner(const JsonnetJob& job, JsonnetVm* vm, int out) : job_(job), vm_(vm), out_(out) {}

  void run() {
    jsonnet_max_stack(vm_, job_.max_stack + 100);
    jsonnet_import_callback(vm_, import_callback, this);
    for (const auto& [name, text] : job_.ext_str)
      jsonnet_ext_var(vm_, name.c_str(), text.c_str());
    for (const auto& [name, code] : job_.ext_code)
      jsonnet_ext_code(vm_, name.c_str(), (kJsonnetPrefix + code).c_str());
    add_functions();
    int failed = 0;
    char* result = jsonnet_evaluate_snippet(vm_, "advisor:walk", kWalk, &failed);
    if (failed != 0)
      write_failure(result);
    _exit(failed != 0 ? 1 : 0);
  }

 private:
  struct Native {
    Runner* runner;
    std::string name;
    std::size_t parameters;
  };

  void add(const std::string& name, std::vector<const char*> parameters,
           JsonnetNativeCallback* callback) {
    natives_.push_back({this, name, parameters.size()});
    parameters.push_back(nullptr);
    jsonnet_native_callback(vm_, name.c_str(), callback, &natives_.back(), parameters.data());
  }

  void add_functions() {
    static constexpr std::pair<std::string_view, std::array<const char*, 2>> kParameters[] = {
        {"env", {"name", "default"}},
        {"must_env", {"name", nullptr}},
        {"tfstate", {"address", nullptr}},
        {"ssm", {"name", nullptr}},
        {"ssm_list", {"name", "index"}},
        {"secretsmanager_arn", {"name", nullptr}},
        {"cfn_output", {"stackName", "outputKey"}},
        {"cfn_export", {"name", nullptr}},
        {"caller_identity", {nullptr, nullptr}},
        {"layer_arn", {"name", "version"}},
    };
    std::vector<std::string> names = function_names(*job_.context);
    const auto& externals = job_.context->external_functions;
    std::erase_if(names, [&](const std::string& name) {
      return std::ranges::find(externals, name) != externals.end();
    });
    PreludeNames prelude;
    for (const std::string& name : names) {
      for (const auto& [plain, parameters] : kParameters) {
        if (!name.ends_with(plain) || (name == "must_env" && plain == "env"))
          continue;
        std::vector<const char*> list;
        for (const char* parameter : parameters)
          if (parameter != nullptr)
            list.push_back(parameter);
        add(name, list, guarded<&Runner::call>);
        prelude.functions.push_back(name);
        break;
      }
    }
    add("__state", {"a"}, guarded<&Runner::state>);
    add("__derived", {"a", "b"}, guarded<&Runner::derived>);
    add("__plain_format", {"a"}, guarded<&Runner::plain_format>);
    add("__variable", {"a"}, guarded<&Runner::variable>);
    add("__external", {"a", "b"}, guarded<&Runner::external>);
    add("__tfstate", {"a", "b"}, guarded<&Runner::any_tfstate>);
    add("__try", {"a", "b"}, guarded<&Runner::try_part>);
    add("__put", {"a"}, guarded<&Runner::put>);
    for (const auto* variables : {&job_.ext_str, &job_.ext_code})
      for (const auto& [name, value] : *variables)
        prelude.variables.push_back(name);
    prelude.externals = externals;
    prelude.any_tfstate = job_.context->accept_any_tfstate;
    prelude_ = jsonnet_prelude(prelude);
  }

  using Arguments = const JsonnetJsonValue* const*;
  using Method = JsonnetJsonValue* (Runner::*)(const Native&, Arguments);

  // Exceptions must not pass through libjsonnet's C interface.
  template <Method method>
  static JsonnetJsonValue* guarded(void* context, Arguments arguments, int* success) {
    const auto* native = static_cast<const Native*>(context);
    Runner& runner = *native->runner;
    *success = 1;
    try {
      if (JsonnetJsonValue* value = (runner.*method)(*native, arguments))
        return value;
    } catch (const std::exception&) {
      _exit(2);
    }
    *success = 0;
    return jsonnet_json_make_string(runner.vm_, "wrong arguments of a native function");
  }

  std::optional<std::string> text_of(const JsonnetJsonValue* value) const {
    const char* text = jsonnet_json_extract_string(vm_, value);
    return text == nullptr ? std::nullopt : std::optional<std::string>(text);
  }

  std::string any_text(const JsonnetJsonValue* value) const {
    if (auto text = text_of(value))
      return *text;
    double number = 0;
    if (jsonnet_json_extract_number(vm_, value, &number) != 0)
      return number == static_cast<double>(static_cast<std::int64_t>(number))
                 ? std::to_string(static_cast<std::int64_t>(number))
                 : json(number).dump();
    if (jsonnet_json_extract_null(vm_, value) != 0)
      return "null";
    return jsonnet_json_extract_bool(vm_, value) == 1 ? "true" : "false";
  }

  JsonnetJsonValue* make_string(const std::string& text) const {
    return jsonnet_json_make_string(vm_, text.c_str());
  }

  JsonnetJsonValue* make_marker(const char* kind, const std::string& name,
                                const std::vector<std::string>& arguments, const std::string& field,
                                MarkerKind type) {
    json record = {{"k", kind}, {"n", name}, {"a", arguments}, {"f", field}};
    const std::uint64_t id = hash(record.dump(-1, ' ', false, json::error_handler_t::replace));
    touched_.push_back(id);
    if (known_calls_.insert(id).second) {
      record["t"] = "call";
      record["id"] = id;
      write(to_line(record));
    }
    return make_string(jsonnet_marker(id, type));
  }

  JsonnetJsonValue* make_value(const Value& value, const std::string& name,
                               const std::vector<std::string>& arguments, const std::string& field,
                               MarkerKind type) {
    switch (value.kind()) {
      case Value::Kind::kNull:
        return jsonnet_json_make_null(vm_);
      case Value::Kind::kBool:
        return jsonnet_json_make_bool(vm_, *value.as_bool() ? 1 : 0);
      case Value::Kind::kInt:
        return jsonnet_json_make_number(vm_, static_cast<double>(*value.as_int()));
      case Value::Kind::kDouble:
        return jsonnet_json_make_number(vm_, *value.as_double());
      case Value::Kind::kString:
        return make_string(*value.as_string());
      case Value::Kind::kList: {
        JsonnetJsonValue* list = jsonnet_json_make_array(vm_);
        for (const Value& element : *value.as_list())
          jsonnet_json_array_append(vm_, list, make_value(element, name, arguments, "?", type));
        return list;
      }
      case Value::Kind::kMap: {
        JsonnetJsonValue* object = jsonnet_json_make_object(vm_);
        for (const Member& member : *value.as_map())
          jsonnet_json_object_append(vm_, object, member.key.c_str(),
                                     make_value(member.value, name, arguments, member.key, type));
        return object;
      }
      case Value::Kind::kUnknown:
        break;
    }
    return make_marker("function", name, arguments, field, type);
  }

  JsonnetJsonValue* call(const Native& native, Arguments values) {
    std::vector<std::string> arguments;
    std::vector<CallArgument> known;
    for (std::size_t i = 0; i < native.parameters; ++i) {
      arguments.push_back(any_text(values[i]));
      known.push_back({arguments.back(), !has_mark(arguments.back()), ""});
    }
    MarkerKind type = MarkerKind::kString;
    if (native.name.ends_with("tfstate"))
      type = MarkerKind::kAny;
    if (native.name == "env") {
      const auto text = text_of(values[1]);
      if (!text || has_mark(*text))
        type = MarkerKind::kAny;
      const auto& environment = job_.context->environment;
      const auto found = environment.find(arguments[0]);
      // Set but empty: the default, whatever its type.
      if (found != environment.end() && found->second.empty() && !text)
        return copy(values[1]);
      known[1].known = true;
    }
    const auto value = call_with(native.name, known, *job_.context);
    return value ? make_value(*value, native.name, arguments, "", type) : nullptr;
  }

  JsonnetJsonValue* copy(const JsonnetJsonValue* value) const {
    double number = 0;
    if (jsonnet_json_extract_number(vm_, value, &number) != 0)
      return jsonnet_json_make_number(vm_, number);
    if (jsonnet_json_extract_null(vm_, value) != 0)
      return jsonnet_json_make_null(vm_);
    return jsonnet_json_make_bool(vm_, jsonnet_json_extract_bool(vm_, value));
  }

  JsonnetJsonValue* state(const Native&, Arguments values) {
    const auto text = text_of(values[0]);
    double worst = 0;
    for (const MarkedPart& part : split_marked(text ? *text : "")) {
      if (part.kind == MarkedPart::Kind::kText)
        continue;
      const bool string =
          part.kind == MarkedPart::Kind::kMarker && part.marker == MarkerKind::kString;
      worst = std::max(worst, string ? 1.0 : 2.0);
    }
    return jsonnet_json_make_number(vm_, worst);
  }

  // Only the markers are of interest, the text around them may be large.
  JsonnetJsonValue* derived(const Native&, Arguments values) {
    std::string markers;
    const std::string text = any_text(values[1]);
    for (const MarkedPart& part : split_marked(text))
      if (part.kind == MarkedPart::Kind::kMarker && markers.find(part.text) == std::string::npos &&
          markers.size() < 1000)
        markers += part.text;
    return make_marker("derived", any_text(values[0]), {markers}, "", MarkerKind::kAny);
  }

  // Whether all conversions of a format are plain %s, so that it does not look at what it prints.
  JsonnetJsonValue* plain_format(const Native&, Arguments values) {
    const std::string format = any_text(values[0]);
    bool plain = true;
    for (std::size_t i = format.find('%'); plain && i < format.size(); i = format.find('%', i)) {
      ++i;
      if (i < format.size() && format[i] == '(')
        i = std::min(format.find(')', i), format.size() - 1) + 1;
      plain =
          i < format.size() && std::string_view("s%di").find(format[i]) != std::string_view::npos;
      ++i;
    }
    return jsonnet_json_make_bool(vm_, plain ? 1 : 0);
  }

  JsonnetJsonValue* variable(const Native&, Arguments values) {
    return make_marker("variable", any_text(values[0]), {}, "", MarkerKind::kAny);
  }

  JsonnetJsonValue* external(const Native&, Arguments values) {
    std::vector<std::string> arguments;
    json list = json::parse(any_text(values[1]), nullptr, false);
    while (list.is_array() && !list.empty() && list.back().is_null())
      list.erase(list.end() - 1);
    for (const json& item : list)
      arguments.push_back(item.is_string() ? item.get<std::string>() : item.dump());
    return make_marker("function", any_text(values[0]), arguments, "", MarkerKind::kAny);
  }

  JsonnetJsonValue* any_tfstate(const Native&, Arguments values) {
    return make_marker("function", any_text(values[0]), {any_text(values[1])}, "",
                       MarkerKind::kAny);
  }

  JsonnetJsonValue* try_part(const Native&, Arguments values) {
    if (++tries_ > kMaxTries)
      return make_string("failed");
    const pid_t child = fork();
    if (child < 0)
      return make_string("failed");
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      path_ = any_text(values[0]);
      shape_ = any_text(values[1]) == "shape";
      touched_.clear();
      return make_string("go");
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    const bool ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (WIFSIGNALED(status))
      write(to_line({{"t", "failed"},
                     {"p", any_text(values[0])},
                     {"e", "libjsonnet crashed"},
                     {"c", json::array()}}));
    return make_string(ok ? "ok" : "failed");
  }

  // Ends a try.
  JsonnetJsonValue* put(const Native&, Arguments values) {
    if (job_.opaque && !touched_.empty()) {
      write_failure("an expression with < > or `in` beside values that are not known here");
      _exit(1);
    }
    write(to_line({{"t", shape_ ? "shape" : "value"}, {"p", path_}, {"j", any_text(values[0])}}));
    _exit(0);
  }

  void write_failure(const char* message) {
    std::ranges::sort(touched_);
    touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
    if (touched_.size() > 16)
      touched_.resize(16);
    write(to_line({{"t", "failed"}, {"p", path_}, {"e", message}, {"c", touched_}}));
  }

  void write(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t count = ::write(out_, text.data(), text.size());
      if (count < 0 && errno != EINTR)
        _exit(2);
      if (count > 0)
        text.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  static char* import_callback(void* context, const char* base, const char* path, char** found,
                               int* success) {
    return static_cast<Runner*>(context)->import(base, path, found, *success);
  }

  char* to_c(const std::string& text) const {
    char* out = jsonnet_realloc(vm_, nullptr, text.size() + 1);
    std::memcpy(out, text.c_str(), text.size() + 1);
    return out;
  }

  char* import(const std::string& base, const std::string& path, char** found, int& success) {
    success = 1;
    if (path == kPrelude) {
      *found = to_c(kPrelude);
      return to_c(prelude_);
    }
    const std::string key = path == kMain ? job_.main : normalize_path(join_path(base, path));
    const auto file = job_.files.find(key);
    success = file != job_.files.end() && file->second.kind != JsonnetJob::File::Kind::kError;
    if (success == 0)
      return to_c(file == job_.files.end() ? "cannot import " + path : file->second.text);
    *found = to_c(key);
    const bool code = file->second.kind == JsonnetJob::File::Kind::kCode;
    return to_c((code ? kJsonnetPrefix : "") + file->second.text);
  }

  const JsonnetJob& job_;
  JsonnetVm* vm_;
  int out_;
  std::string prelude_;
  std::deque<Native> natives_;
  std::set<std::uint64_t> known_calls_;
  std::vector<std::uint64_t> touched_;  // by the try that is on
  std::string path_ = "[]";
  bool shape_ = false;
  int tries_ = 0;
};

void limit(int resource, rlim_t value) {
  const rlimit bound = {value, value};
  setrlimit(static_cast<__rlimit_resource>(resource), &bound);
}

// Two GiB on top of what the parent had.
rlim_t memory_limit() {
  std::ifstream in("/proc/self/statm");
  rlim_t pages = 0;
  in >> pages;
  return pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + (rlim_t{2} << 30U);
}

// In the child. Its own process group lets the parent end it with all its tries.
[[noreturn]] void child_main(const JsonnetJob& job, JsonnetVm* vm, int out) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE, SIGSEGV, SIGABRT})
    std::signal(signal, SIG_DFL);
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null >= 0)
    for (const int fd : {0, 1, 2})
      dup2(null, fd);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, static_cast<rlim_t>(job.timeout_ms) / 1000 + 2);
  if (!kSanitized)
    limit(RLIMIT_AS, memory_limit());
  try {
    Runner(job, vm, out).run();
  } catch (const std::exception&) {
    _exit(2);
  }
  _exit(0);
}

// What the child wrote, until it closed the pipe. nullopt: too late or too much.
std::optional<std::string> read_all(int in, const JsonnetJob& job) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::milliseconds(job.timeout_ms);
  std::string text;
  char buffer[65536];
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0 || text.size() > job.max_bytes)
      return std::nullopt;
    pollfd wait = {in, POLLIN, 0};
    if (poll(&wait, 1, static_cast<int>(left)) <= 0)
      continue;
    const ssize_t count = read(in, buffer, sizeof buffer);
    if (count == 0)
      return text;
    if (count > 0)
      text.append(buffer, static_cast<std::size_t>(count));
    else if (errno != EINTR && errno != EAGAIN)
      return text;
  }
}

void read_part(const json& line, JsonnetOutcome& out) {
  // Jsonnet prints lists with blanks.
  JsonnetPart& part = out.parts[json::parse(line.at("p").get<std::string>()).dump()];
  const std::string type = line.at("t").get<std::string>();
  if (type == "value") {
    part = {};
    part.kind = JsonnetPart::Kind::kValue;
    part.json = line.at("j").get<std::string>();
  } else if (type == "shape") {
    const json shape = json::parse(line.at("j").get<std::string>());
    if (shape.empty())
      return;
    part.kind = shape[0].is_array() ? JsonnetPart::Kind::kObject : JsonnetPart::Kind::kList;
    if (shape[0].is_array())
      part.fields = shape[0].get<std::vector<std::string>>();
    else
      part.size = shape[0].get<std::size_t>();
  } else if (part.reason.empty()) {
    part.reason = line.at("e").get<std::string>();
    part.calls = line.at("c").get<std::vector<std::uint64_t>>();
    part.touched_unknown = !part.calls.empty();
  }
}

void read_line(const json& line, JsonnetOutcome& out) {
  if (line.at("t") != "call")
    return read_part(line, out);
  const std::string kind = line.at("k").get<std::string>();
  JsonnetCall call;
  call.kind = kind == "function"   ? JsonnetCall::Kind::kFunction
              : kind == "variable" ? JsonnetCall::Kind::kVariable
                                   : JsonnetCall::Kind::kDerived;
  call.name = line.at("n").get<std::string>();
  call.arguments = line.at("a").get<std::vector<std::string>>();
  call.field = line.at("f").get<std::string>();
  out.calls.emplace(line.at("id").get<std::uint64_t>(), std::move(call));
}

JsonnetOutcome read_outcome(std::string_view text) {
  JsonnetOutcome out;
  try {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      read_line(json::parse(text.substr(0, end)), out);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  } catch (const json::exception&) {
    out.failure = "libjsonnet broke off";
  }
  if (!out.parts.contains("[]") && !out.failure)
    out.failure = "libjsonnet broke off";
  return out;
}

}  // namespace

JsonnetOutcome run_jsonnet(const JsonnetJob& job) {
  JsonnetOutcome out;
  JsonnetVm* vm = jsonnet_make();
  if (vm == nullptr) {
    out.failure = "the library libjsonnet.so.0 is not installed";
    return out;
  }
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    jsonnet_destroy(vm);
    out.failure = std::string("no pipe: ") + std::strerror(errno);
    return out;
  }
  const pid_t child = fork();
  if (child == 0)
    child_main(job, vm, ends[1]);
  close(ends[1]);
  jsonnet_destroy(vm);
  if (child < 0) {
    close(ends[0]);
    out.failure = std::string("no process: ") + std::strerror(errno);
    return out;
  }
  setpgid(child, child);
  const auto text = read_all(ends[0], job);
  close(ends[0]);
  kill(-child, SIGKILL);
  kill(child, SIGKILL);
  while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  if (text)
    return read_outcome(*text);
  out.failure = "it takes longer than " + std::to_string(job.timeout_ms) + " ms";
  return out;
}

}  // namespace advisor
