#include "parsers/jsonnet.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "parsers/json.h"
#include "src/model/dump.h"

namespace advisor {
namespace {

using Files = std::map<std::string, std::string>;

// Evaluates "main.jsonnet" of the files below the root "project".
struct Evaluation {
  explicit Evaluation(Files files, TemplateContext context = {}, JsonnetOptions options = {})
      : text(files.at("project/main.jsonnet")) {
    const SourceId source = sources.add("project/main.jsonnet", text);
    options.root = "project";
    options.timeout_ms = std::max(options.timeout_ms, 1000);
    parsed =
        evaluate_jsonnet("project/main.jsonnet", text, source, memory_file_system(std::move(files)),
                         context, options, &imported, &sources);
  }

  std::string show() const {
    std::string out = parsed.ok ? dump(parsed.root) : "refused";
    for (const Diagnostic& diagnostic : parsed.diagnostics)
      out += " | " + diagnostic.message;
    return out;
  }

  std::string text;
  SourceSet sources;
  std::vector<std::string> imported;
  Parsed parsed;
};

// A machine that is busy with other tests must not make one fail.
JsonnetOptions patient() {
  JsonnetOptions out;
  out.timeout_ms = 60'000;
  return out;
}

TemplateContext context() {
  TemplateContext out;
  out.environment = {{"SET", "value"}, {"EMPTY", ""}};
  const Parsed state = parse_json(R"({"outputs": {"list": {"value": ["a", 2]}}})", 1);
  out.states.push_back({"app_", std::make_shared<const Value>(state.root)});
  out.prefixes = {"x_"};
  out.external_functions = {"ext"};
  return out;
}

constexpr const char* kLocals = R"(
local env = std.native('env'), must_env = std.native('must_env'), tfstate = std.native('tfstate');
local e = must_env('E'), port = tfstate('aws_x.y.port');
)";

std::string evaluate(const std::string& expression) {
  return Evaluation({{"project/main.jsonnet", kLocals + expression}}, context(), patient()).show();
}

TEST(Jsonnet, EvaluatesWhatIsKnown) {
  EXPECT_EQ(
      evaluate(R"({
      // comment
      a: 1 + 1, b: 'x' + 'y', c:: 'hidden', d: [i * 2 for i in [1, 2]], e: null,
      known: env('SET', 'd'), empty: env('EMPTY', 5), must: must_env('EMPTY'),
      state: std.native('app_tfstate')('output.list'),
      trace: std.trace('noise', 0.5), rest: std.sort(['b', 'a']), is: 'a' == 'a',
      f: '%5.2f|%-3s|' % [1.5, 'a'], has: std.objectHas({ a: 1 }, 'a'), j: std.join('-', ['a', 'b']),
    })"),
      R"(map{a:int2 b:str"xy" d:list[int2 int4] e:null empty:int5 f:str" 1.50|a  |" has:true )"
      R"(is:true j:str"a-b" known:str"value" must:str"" rest:list[str"a" str"b"] )"
      R"(state:list[str"a" int2] trace:double0.5})");
}

TEST(Jsonnet, UnknownValuesStayUnknown) {
  EXPECT_EQ(evaluate(R"({
      plain: must_env('X'), image: 'x:' + must_env('TAG'), format: 'a-%s-%s' % [e, 'z'],
      fallback: env('NONE', 'd'), nothing: env('NONE', null), derived: std.parseInt(env('N', '1')),
      account: std.native('caller_identity')().Account, upper: std.asciiUpper(e),
      joined: std.join(',', ['a', e]), ext: std.native('ext')('a', 1),
      arn: tfstate('module.app["%s"].aws_lambda_function.f.arn' % e),
      variable: std.extVar('v'), ssm: std.native('x_ssm')('/p'),
      template: '{{ must_env `T` }}:%s' % e, inner: '{{ ssm `/%s/a` }}' % e,
      [e]: 1,
    })"),
            R"(map{account:partial(<word>) )"
            R"(arn:partial("arn:" <word> ":lambda:" <word> ":" <word> ":function:" <word>) )"
            R"(derived:unknown(template env"N""1") ext:unknown(template ext"a""1") )"
            R"(fallback:unknown(template env"NONE""d") format:partial("a-" <any> "-z") )"
            R"(image:partial("x:" <any>) inner:unknown(template ssm"/{{ must_env `E` }}/a") )"
            R"(joined:partial("a," <any>) nothing:unknown(template env"NONE""null") )"
            R"(plain:unknown(template must_env"X") ssm:unknown(template x_ssm"/p") )"
            R"(template:partial(<any> ":" <any>) upper:unknown(template must_env"E") )"
            R"(variable:unknown(template std.extVar"v")...})");
}

// Each of these would be decided wrongly by a marker that is compared like any text.
TEST(Jsonnet, NothingIsDecidedByAMarker) {
  EXPECT_EQ(
      evaluate(R"({
      local prod = e == 'prod',
      a: if must_env('E') == 'prod' then 2 else 1, b: if prod then 1 else 2,
      c: if e != 'x' then 1 else 2, d: if !prod then 1, e: prod,
      f: std.length(e), g: std.startsWith(e, 'p'), h: e[0], i: e[0:2],
      j: std.member(['x'], e), k: if std.objectHas({ x: 1 }, e) then 1 else 0,
      l: { x: 1 }[e], m: port + 1, n: ['a'] + port, o: { a: 1 } + port,
      p: if std.isString(port) then 1 else 2, q: '%10s' % e, r: std.split(e, ',')[0],
      s: std.count(['a', e], 'a'), t: std.set(['a', e]), u: if [e] == ['x'] then 1 else 2,
      v: [x for x in ['a', 'b'] if x == e], w: std.filter(function(x) x == e, ['a']),
      x: std.sort(['z', e]), y: port + port, z: e == null,
    })"),
      R"(map{a:unknown(not-evaluated) b:unknown(not-evaluated) c:unknown(not-evaluated) )"
      R"(d:unknown(not-evaluated) e:unknown(template must_env"E") )"
      R"(f:unknown(template must_env"E") g:unknown(template must_env"E") )"
      R"(h:unknown(not-evaluated) i:unknown(template must_env"E") )"
      R"(j:unknown(template must_env"E") k:unknown(not-evaluated) )"
      R"(l:unknown(not-evaluated) m:unknown(template tfstate"aws_x.y.port") )"
      R"(n:unknown(template tfstate"aws_x.y.port") o:unknown(template tfstate"aws_x.y.port") )"
      R"(p:unknown(not-evaluated) q:unknown(template must_env"E") )"
      R"(r:unknown(not-evaluated) s:unknown(template must_env"E") )"
      R"(t:unknown(template must_env"E") u:unknown(not-evaluated) )"
      R"(v:unknown(not-evaluated) w:unknown(not-evaluated) )"
      R"(x:unknown(template must_env"E") y:unknown(template) z:false})");
}

TEST(Jsonnet, OperatorsThatCannotBeWatchedMakeTheirPartUnknown) {
  EXPECT_EQ(evaluate(R"({
      a: if e < 'm' then 1 else 2, b: e in { x: 1 }, c: 1 < 2, d: { e: 5, f: 'x' + e },
      g: [1, e > 'a'],
    })"),
            "map{a:unknown(not-evaluated) b:unknown(not-evaluated) c:true "
            "d:map{e:int5 f:unknown(not-evaluated)} g:list[int1 unknown(not-evaluated)]}");
  // With a std of its own a file could compare markers as text.
  EXPECT_EQ(evaluate("local std = { equals(a, b): 'x' + a }; { a: e == 'x', b: 1 }"),
            "map{a:unknown(not-evaluated) b:int1}");
}

TEST(Jsonnet, APartThatFailsLeavesTheOthers) {
  EXPECT_EQ(evaluate("{ a: 1, b: tfstate('x.y').c, c: [1, env('one')], d: { e: e * 2, f: 'g' } }"),
            "map{a:int1 b:unknown(not-evaluated) c:list[int1 unknown(not-evaluated)] "
            "d:map{e:unknown(not-evaluated) f:str\"g\"}} | a part of this Jsonnet file cannot be "
            "evaluated: function parameter default not bound in call.");
  EXPECT_EQ(evaluate("{ a: std.nosuch(1), b: 2 }"),
            "map{a:unknown(not-evaluated) b:int2} | a part of this Jsonnet file cannot be "
            "evaluated: field does not exist: nosuch");
  EXPECT_EQ(evaluate("{ a: std.native('nosuch')(1), b: '{{ must_evn `A` }}' }"),
            "map{a:unknown(not-evaluated) b:unknown(template must_evn\"A\")} | unknown function "
            "'must_evn'; did you mean 'must_env'? | a part of this Jsonnet file cannot be "
            "evaluated: only functions can be called, got null");
}

TEST(Jsonnet, ReasonsAndLinksOfWhatFailed) {
  const Evaluation evaluation(
      {{"project/main.jsonnet", "{ a: if std.native('must_env')('ENV') == 'prod' then 2 else 1 }"}},
      {}, patient());
  ASSERT_EQ(evaluation.show(), "map{a:unknown(not-evaluated)}");
  const Unknown& unknown = *evaluation.parsed.root.find("a")->as_unknown();
  EXPECT_EQ(unknown.text, "it hangs on a condition that is not known here");
  EXPECT_EQ(unknown.links, (std::vector<Link>{{Link::Kind::kEnvironment, "", "ENV", ""}}));
}

TEST(Jsonnet, WholeFilesThatCannotBeEvaluated) {
  const std::pair<const char*, const char*> cases[] = {
      {"{ a: 1 b: 2 }",
       "refused | cannot evaluate this Jsonnet file: expected a comma before next field."},
      {"if e == 'x' then {} else { a: 1 }",
       "refused | cannot evaluate this Jsonnet file: it hangs on a condition that is not known "
       "here"},
      {"local f(x) = f(x); f(1)",
       "refused | cannot evaluate this Jsonnet file: max stack frames exceeded."},
      {"error 'no'", "refused | cannot evaluate this Jsonnet file: no"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(evaluate(text), expected) << text;
}

TEST(Jsonnet, SyntaxErrorsHaveAPlace) {
  for (const char* text : {"{ a: 1\n  b: 2 }", "{ a: 1 b: 2 }"}) {
    const Evaluation evaluation({{"project/main.jsonnet", text}}, {}, patient());
    ASSERT_EQ(evaluation.parsed.diagnostics.size(), 1U);
    EXPECT_EQ(evaluation.parsed.diagnostics[0].span.begin, evaluation.text.find('b')) << text;
  }
}

TEST(Jsonnet, ExternalVariables) {
  JsonnetOptions options = patient();
  options.ext_str = {{"s", "text"}};
  options.ext_code = {{"c", "{ n: 1 + 1, m: std.native('must_env')('X') == 'y' }"}};
  EXPECT_EQ(Evaluation({{"project/main.jsonnet",
                         "[std.extVar('s'), std.extVar('c'), 'v-' + std.extVar('other')]"}},
                       {}, options)
                .show(),
            R"(list[str"text" map{m:unknown(template must_env"X") n:int2} partial("v-" <any>)])");
}

TEST(Jsonnet, ImportsStayBelowTheRoot) {
  const Files files = {
      {"project/main.jsonnet",
       "local lib = import 'lib/a.libsonnet'; { a: lib.x, raw: importstr 'lib/b.txt', "
       "json: (import 'data.json').k, out: import '../secret.jsonnet', none: import 'no.jsonnet' "
       "}"},
      {"project/lib/a.libsonnet", "{ x: (import 'c.libsonnet') + 1 }"},
      {"project/lib/b.txt", "std == e"},
      {"project/lib/c.libsonnet", "41"},
      {"project/data.json", R"({"k": [1]})"},
      {"secret.jsonnet", "'secret'"},
  };
  const Evaluation evaluation(files, {}, patient());
  EXPECT_EQ(
      evaluation.show(),
      "map{a:int42 json:list[int1] none:unknown(not-evaluated) out:unknown(not-evaluated) "
      "raw:str\"std == e\"} | a part of this Jsonnet file cannot be evaluated: couldn't open "
      "import \"no.jsonnet\": cannot import project/no.jsonnet: no such file | a part of this "
      "Jsonnet file cannot be evaluated: couldn't open import \"../secret.jsonnet\": cannot "
      "import secret.jsonnet: it lies outside of project");
  EXPECT_EQ(evaluation.imported,
            (std::vector<std::string>{"project/lib/a.libsonnet", "project/lib/b.txt",
                                      "project/data.json", "project/lib/c.libsonnet"}));
}

// "line:column text" of every leaf, keys in the order of the result.
void places(const Value& value, const SourceSet& sources, std::string& out) {
  const Span span = value.span();
  ASSERT_TRUE(span.valid());
  if (value.as_list() == nullptr && value.as_map() == nullptr) {
    const LineColumn where = sources.file(span.source).locate(span.begin);
    out += file_name(sources.file(span.source).path()) + ":" + std::to_string(where.line) + ":" +
           std::to_string(where.column) + " " + std::string(sources.text(span)) + "\n";
  }
  if (const List* list = value.as_list())
    for (const Value& element : *list)
      places(element, sources, out);
  if (const Map* map = value.as_map())
    for (const Member& member : *map) {
      out += member.key + " ";
      places(member.value, sources, out);
    }
}

TEST(Jsonnet, PositionsAreFoundAgain) {
  const Files files = {{"project/main.jsonnet", R"(local lib = import 'lib.libsonnet';
local tag = 'v1';
local side(name) = { name: name, image: 'side:' + tag };
{
  family: 'app',
  // image: not here
  containers: [
    { name: 'a', image: 'x:' + tag },
    side('b'),
    lib.log + { name: 'c' },
  ] + lib.more,
  nested: lib.base { k: 2, ports: [80, 443] },
  list: ['e%d' % i for i in [1, 2]],
}
)"},
                       {"project/lib.libsonnet",
                        "{ log:: { image: 'log' }, more:: [{ name: 'm' }],\n"
                        "  base:: { k: 1, z: 3 } }"}};
  const Evaluation evaluation(files, {}, patient());
  ASSERT_TRUE(evaluation.parsed.ok);
  std::string out;
  places(evaluation.parsed.root, evaluation.sources, out);
  EXPECT_EQ(out, R"(containers image main.jsonnet:8:25 'x:' + tag
name main.jsonnet:8:13 'a'
image main.jsonnet:3:41 'side:' + tag
name main.jsonnet:3:28 name
image lib.libsonnet:1:18 'log'
name main.jsonnet:10:23 'c'
name lib.libsonnet:1:43 'm'
family main.jsonnet:5:11 'app'
list main.jsonnet:13:10 'e%d' % i
main.jsonnet:13:10 'e%d' % i
nested k main.jsonnet:12:25 2
ports main.jsonnet:12:36 80
main.jsonnet:12:40 443
z lib.libsonnet:2:21 3
)");
  const Value* container = &(*evaluation.parsed.root.find("containers")->as_list())[0];
  EXPECT_EQ(evaluation.sources.text(container->span()), "{ name: 'a', image: 'x:' + tag }");
  EXPECT_EQ(evaluation.sources.text(container->find_member("image")->key_span), "image");
}

TEST(Jsonnet, HostileFilesEndInTime) {
  JsonnetOptions options;
  options.timeout_ms = 1500;
  const std::pair<const char*, const char*> cases[] = {
      {"local f(n) = if n == 0 then 0 else f(n - 1) + f(n - 1); f(200)", "it takes longer than "},
      {"std.foldl(function(a, i) a + a, std.range(1, 60), 'x')", ""},
      {"import 'main.jsonnet'", ""},
  };
  for (const auto& [text, reason] : cases) {
    const auto start = std::chrono::steady_clock::now();
    const Evaluation evaluation({{"project/main.jsonnet", text}}, {}, options);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20)) << text;
    EXPECT_FALSE(evaluation.parsed.ok) << text;
    ASSERT_EQ(evaluation.parsed.diagnostics.size(), 1U);
    const std::string& message = evaluation.parsed.diagnostics[0].message;
    EXPECT_EQ(message.find("cannot evaluate this Jsonnet file: " + std::string(reason)), 0U)
        << message;
  }
}

TEST(Jsonnet, PublicFilesEvaluate) {
  const std::filesystem::path corpus =
      std::filesystem::path(ADVISOR_SOURCE_DIR) / ".." / "shared" / "corpus";
  if (!std::filesystem::exists(corpus))
    GTEST_SKIP() << "no corpus beside the sources";
  TemplateContext lenient;
  lenient.accept_any_tfstate = true;
  int whole = 0;
  int all = 0;
  for (const char* tool : {"ecspresso", "lambroll"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus / tool)) {
      if (entry.path().extension() != ".jsonnet")
        continue;
      ++all;
      std::ifstream in(entry.path());
      const std::string text((std::istreambuf_iterator<char>(in)), {});
      JsonnetOptions options = patient();
      options.root = (corpus / tool).string();
      const Parsed parsed =
          evaluate_jsonnet(entry.path().string(), text, 1, real_file_system(), lenient, options);
      EXPECT_TRUE(parsed.ok) << entry.path() << ": " << parsed.diagnostics[0].message;
      whole += dump(parsed.root).find("not-evaluated") == std::string::npos ? 1 : 0;
    }
  }
  EXPECT_EQ(all, 73);
  EXPECT_GE(whole, 65);
}

}  // namespace
}  // namespace advisor
