#include "parsers/template.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "parsers/json.h"
#include "parsers/yaml.h"
#include "src/model/dump.h"

namespace advisor {
namespace {

TemplateContext context() {
  TemplateContext out;
  out.environment = {{"N", "12"}, {"S", "text"}, {"EMPTY", ""}};
  return out;
}

Parsed read(const std::string& text, TemplateHost host) {
  return parse_rendered(render_template(text, 1, host, context()), [&](std::string_view rendered) {
    return host == TemplateHost::kJson ? parse_json(rendered, 1) : parse_yaml(rendered, 1);
  });
}

std::string show(const Parsed& parsed) {
  std::string out = parsed.ok ? dump(parsed.root) : "refused";
  for (const Diagnostic& diagnostic : parsed.diagnostics)
    out += " | " + diagnostic.message;
  return out;
}

struct Case {
  const char* text;
  const char* expected;
};

void check(const std::vector<Case>& cases, TemplateHost host) {
  for (const Case& c : cases)
    EXPECT_EQ(show(read(c.text, host)), c.expected) << c.text;
}

TEST(Template, ActionsInJson) {
  check(
      {
          {R"(["a{{ must_env `X` }}b"])", R"(list[partial("a" <any> "b")])"},
          {R"(["{{ must_env `X` }}"])", R"(list[unknown(template must_env"X")])"},
          {R"({"subnets": {{ tfstate `output.private_subnet_ids` }}})",
           R"(map{subnets:unknown(template tfstate"output.private_subnet_ids")})"},
          {R"([{{ env `N` `1` }}, "{{ env "S" "x" }}"])", R"(list[int12 str"text"])"},
          {R"([1{{ must_env `X` }}0, 2])", R"(list[unknown(template must_env"X") int2])"},
          {R"([{{ must_env `X` }}{{ must_env `Y` }}])", "list[unknown(template)]"},
          {R"([{{ must_env `X` }}{{ env `N` `1` }}])", R"(list[unknown(template must_env"X")])"},
          {R"([{{ env `N` `1` }}{{ must_env `X` }}])", R"(list[unknown(template must_env"X")])"},
          {R"({"{{ must_env `X` }}": 1, "b": 2})", "map{b:int2...}"},
          {R"(["\"{{ must_env `X` }}"])", R"(list[partial("\"" <any>)])"},
          {R"(["no action"])", R"(list[str"no action"])"},
      },
      TemplateHost::kJson);
}

TEST(Template, ActionsInYaml) {
  check(
      {
          {"cluster: {{ env \"A\" \"B\" }}\n", R"(map{cluster:unknown(template env"A""B")})"},
          {"url: s3://{{ must_env `B` }}/terraform.tfstate\n",
           R"(map{url:partial("s3://" <any> "/terraform.tfstate")})"},
          {"n: 1{{ must_env `B` }}\n", R"(map{n:unknown(template must_env"B")})"},
          {"n: \"1{{ must_env `B` }}\"\n", R"(map{n:partial("1" <any>)})"},
          {"a: {{ env `N` `1` }}\nb: app-{{ must_env `X` }}\n",
           R"(map{a:int12 b:partial("app-" <any>)})"},
          {"a: 1\n{{ if must_env `X` }}\nb: 2\n{{ else }}\nb: 3\n{{ end }}\n",
           R"(map{a:int1 b:unknown(condition must_env"X")})"},
          {"a: 1\n{{- if must_env `X` }}\nb: 2\n{{- end }}\n", "map{a:int1 b:int2?}"},
          {"{{ $e := must_env `E` }}\nservice: app-{{ $e }}\n{{ if eq $e `prod` }}\nx: 1\n{{ end "
           "}}\n",
           R"(map{service:partial("app-" <any>) x:int1?})"},
          {"l:\n{{ range ssm_list `a` `0` }}\n  - {{ . }}\n{{ end }}\n  - z\n",
           R"(map{l:list[str"z"...]})"},
      },
      TemplateHost::kYaml);
}

TEST(Template, Expressions) {
  check(
      {
          {"[\"{{ `raw \\n }}` }}\"]", R"(list[str"raw \n }}"])"},
          {R"(["{{ "a" | printf "%s-%s" "b" }}"])", R"(list[str"b-a"])"},
          {R"(["{{ printf `%s-%d` (env `S` ``) 3 }}"])", R"(list[str"text-3"])"},
          {R"(["{{ printf `x-%s` (must_env `X`) }}"])", R"(list[partial("x-" <any>)])"},
          {R"(["a  {{- /* gone */ -}}  b", "{{- env `N` `` -}}"])", R"(list[str"ab" str"12"])"},
          {R"([{{ len `abc` }}, {{ and 1 0 }}, {{ or 0 7 }}, {{ not true }}, {{ 'a' }}])",
           "list[int3 int0 int7 false int97]"},
          {R"([{{ if eq (env `S` ``) `x` `text` }}1{{ else }}2{{ end }}])", "list[int1]"},
          {R"([{{ if lt 2 1 }}1{{ else if ne `a` `b` }}2{{ else }}3{{ end }}])", "list[int2]"},
          {R"({{ $x := `q` }}{{ $x = `r` }}["{{ $x }}"])", R"(list[str"r"])"},
          {R"(["{{ with env `S` `` }}{{ . }}!{{ end }}"])", R"(list[str"text!"])"},
          {R"(["{{ env `EMPTY` `d` }}"])", R"(list[str"d"])"},
          {R"(["{{or (env `R` ``) (tfstate `aws_iam_role.lambda.arn`)}}"])",
           R"(list[unknown(template or"env `R` ``""tfstate `aws_iam_role.lambda.arn`")])"},
          {R"(["{{ tfstatef `a.b['%s'].id` (must_env `S2`) }}"])",
           R"(list[unknown(template tfstatef"a.b['%s'].id""must_env `S2`")])"},
          {R"(["{{ caller_identity.Account }}", "{{ (caller_identity).Account }}"])",
           "list[partial(<word>) partial(<word>)]"},
          {R"(["{{ define `t` }}x{{ end }}a{{ template `t` }}"])", R"(list[partial("a" <any>)])"},
          {R"(["{{ urlquery `a.b` }}{{ html `<` }}"])", R"(list[partial("a.b" <any>)])"},
          // $x is set any number of times
          {R"(["{{ $x := `a` }}{{ range must_env `L` }}{{ $x = `b` }}{{ end }}{{ $x }}"])",
           "list[partial(<any>)]"},
      },
      TemplateHost::kJson);
}

TEST(Template, UndecidedConditions) {
  check(
      {
          {R"({"x": {{ if eq (env `E` `dev`) `prod` }}2{{ else }}1{{ end }}, "same": 3})",
           R"(map{x:unknown(condition eq"env `E` `dev`""prod") same:int3})"},
          {R"([1{{ if must_env `X` }}, 2{{ end }}, 3])", "list[int1 int2? int3]"},
          {R"({"l": [{"a": 1{{ if must_env `X` }}, "b": 2{{ end }}}]})",
           "map{l:list[map{a:int1 b:int2?}]}"},
          // The inner else is met only if the outer condition is true.
          {"[\"{{ if must_env `A` }}{{ if must_env `B` }}x{{ else }}y{{ end }}{{ else }}x{{ end "
           "}}\"]",
           R"(list[unknown(condition must_env"A")])"},
          {"[{{ if must_env `A` }}1{{ else if must_env `B` }}2{{ else }}1{{ end }}]",
           R"(list[unknown(condition must_env"A")])"},
          {"[{{ if must_env `A` }}1{{ else }}1{{ end }}]", "list[int1]"},
          {R"(["{{ with must_env `A` }}x-{{ . }}{{ end }}"])",
           R"(list[unknown(condition must_env"A")])"},
          {R"({"e": [{{ range must_env `A` }}{"a": 1}, {{ end }}{"b": 2}]})",
           "map{e:list[map{b:int2}...]}"},
          {R"({"e": [{"b": 2}{{ range must_env `A` }}, {"a": 1}{{ end }}]})",
           "map{e:list[map{b:int2}...]}"},
          {R"({ {{ range must_env `A` }}"a": 1, {{ end }}"b": 2})", "map{b:int2...}"},
          {R"({"e": {{ range must_env `A` }}{"a": 1}{{ end }}})",
           R"(map{e:unknown(template must_env"A")})"},
      },
      TemplateHost::kJson);
}

TEST(Template, Errors) {
  check(
      {
          {R"(["{{ must_evn `A` }}", 1])",
           R"(list[unknown(template must_evn"A") int1] | unknown function 'must_evn'; did you mean 'must_env'?)"},
          {R"(["{{ frobnicate }}"])",
           R"(list[unknown(template frobnicate)] | unknown function 'frobnicate')"},
          {R"(["{{ must_env }}"])",
           R"(list[unknown(template must_env)] | function 'must_env' takes 1 argument, not 0)"},
          {R"(["{{ $y }}"])", R"(list[unknown(template)] | undefined variable '$y')"},
          {"[\"{{ 'abc' }}\"]",
           "refused | template: malformed character constant: 'abc' (strings take double quotes or "
           "backquotes)"},
          {"[\"{{ must_env `A ", "refused | template: unterminated raw quoted string"},
          {"[\"{{ must_env \"A }}", "refused | template: unterminated quoted string"},
          {"[{{ must_env `A`", "refused | template: unclosed action"},
          {"[{{ /* x }}", "refused | template: unexpected '/' in a template action"},
          {"[{{/* x }}", "refused | template: unclosed comment"},
          {"{{ if must_env `A` }}1", "refused | template: {{if}} without {{end}}"},
          {"1{{ end }}", "refused | template: unexpected {{end}}"},
          {"{{ (env `A` }}", "refused | template: unclosed parenthesis in a template action"},
          {"{{ env `A` | }}", "refused | template: missing value in a template action"},
          {"{{ 1x }}", "refused | template: bad number syntax: 1x"},
          {"{{ if }}1{{ end }}", "refused | template: missing value in a template action"},
          {"{{ must_env \"a\\qb\" }}", "refused | template: invalid escape in a quoted string"},
      },
      TemplateHost::kJson);
}

TEST(Template, DiagnosticsPointIntoTheSource) {
  const std::string text = "{\"a\": \"{{ env `S` `` }}\", \"b\": \"{{ must_evn `A` }}\"}";
  const Parsed parsed = read(text, TemplateHost::kJson);
  ASSERT_EQ(parsed.diagnostics.size(), 1U);
  const Span span = parsed.diagnostics[0].span;
  EXPECT_EQ(text.substr(span.begin, span.end - span.begin), "must_evn");
  EXPECT_EQ(span.source, 1U);

  const std::string broken = "{\"a\": {{ env `N` `` }}, \"b\" 1}";
  const Parsed second = read(broken, TemplateHost::kJson);
  EXPECT_FALSE(second.ok);
  ASSERT_EQ(second.diagnostics.size(), 1U);
  EXPECT_GE(second.diagnostics[0].span.begin, broken.find("\"b\""));
}

void collect_spans(const Value& value, const std::string& text, std::string& out) {
  const Span span = value.span();
  if (value.as_list() == nullptr && value.as_map() == nullptr)
    out += "<" + text.substr(span.begin, span.end - span.begin) + ">";
  if (const List* list = value.as_list())
    for (const Value& element : *list)
      collect_spans(element, text, out);
  if (const Map* map = value.as_map())
    for (const Member& member : *map) {
      out += text.substr(member.key_span.begin, member.key_span.end - member.key_span.begin);
      collect_spans(member.value, text, out);
    }
}

TEST(Template, SpansAreThoseOfTheSource) {
  const std::string text =
      R"({"a": "x{{ must_env `A` }}y", "b": {{ must_env `B` }}, "c": {{ env `N` `1` }}, )"
      R"("d": 1{{ must_env `A` }}0, "e": [{{ must_env `A` }}{{ must_env `B` }}, 5], )"
      R"("f": "{{- env `S` `` -}}  tail", "g": [{{ if must_env `X` }}7{{ else }}7{{ end }}, 8]})";
  const Parsed parsed = read(text, TemplateHost::kJson);
  ASSERT_TRUE(parsed.ok);
  std::string spans;
  collect_spans(parsed.root, text, spans);
  EXPECT_EQ(spans, R"("a"<"x{{ must_env `A` }}y">"b"<{{ must_env `B` }}>"c"<{{ env `N` `1` }}>)"
                   R"("d"<1{{ must_env `A` }}0>"e"<{{ must_env `A` }}{{ must_env `B` }}><5>)"
                   R"("f"<"{{- env `S` `` -}}  tail">"g"<7><8>)");
  EXPECT_EQ(parsed.root.span(), (Span{1, 0, static_cast<std::uint32_t>(text.size())}));
}

TEST(Template, UnknownsKeepTheirTextAndLinks) {
  const Parsed parsed =
      read(R"(["r/{{ env `TAG` `latest` }}", "{{ tfstate `aws_lb.a['k'].arn` }}"])",
           TemplateHost::kJson);
  const List& list = *parsed.root.as_list();
  EXPECT_EQ(list[0].as_unknown()->text, "r/{{ env `TAG` `latest` }}");
  EXPECT_EQ(list[0].as_unknown()->fallback, "r/latest");
  EXPECT_EQ(list[0].as_unknown()->links,
            (std::vector<Link>{{Link::Kind::kEnvironment, "", "TAG", ""}}));
  EXPECT_EQ(list[1].as_unknown()->links,
            (std::vector<Link>{{Link::Kind::kTerraform, "", "aws_lb.a[\"k\"]", "arn"}}));
}

TEST(Template, MarkersDoNotCollideWithTheText) {
  const std::string text = "[\"{{ must_env `A` }}\"]";
  const std::string marker = render_template(text, 1, TemplateHost::kJson, {}).variants[0].text();
  EXPECT_EQ(marker.find_first_not_of(
                "[]\"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"),
            std::string::npos)
      << marker;
  EXPECT_FALSE(render_template("[1]", 1, TemplateHost::kJson, {}).variants[0].changed());
}

TEST(Template, RendersStringsOfATree) {
  Diagnostics diagnostics;
  Value root = Value::list({Value::string("x-{{ must_env `A` }}", {1, 3, 9}),
                            Value::string("{{ env `S` `` }}"), Value::string("plain"),
                            Value::string("{{ if must_env `A` }}a{{ else }}b{{ end }}"),
                            Value::string("{{ bad `A`"), Value::string("{{ frobnicate }}")});
  render_strings(root, context(), diagnostics);
  EXPECT_EQ(dump(root),
            R"(list[partial("x-" <any>) str"text" str"plain" unknown(condition must_env"A") )"
            R"(unknown(template) unknown(template frobnicate)])");
  EXPECT_EQ((*root.as_list())[0].span(), (Span{1, 3, 9}));
  ASSERT_EQ(diagnostics.size(), 2U);
  EXPECT_EQ(diagnostics[0].message, "template: unclosed action");
  EXPECT_EQ(diagnostics[1].message, "unknown function 'frobnicate'");
}

TEST(Template, SizesAreBounded) {
  std::string doubling = "{{ $x := `0123456789` }}";
  for (int i = 0; i < 60; ++i)
    doubling += "{{ $x = print $x $x }}";
  EXPECT_EQ(show(read("[\"" + doubling + "{{ $x }}\"]", TemplateHost::kJson)),
            R"(list[unknown(template print"$x""$x")])");

  std::string deep;
  for (int i = 0; i < 5000; ++i)
    deep += "{{ if true }}";
  EXPECT_EQ(show(read(deep, TemplateHost::kJson)),
            "refused | template: template blocks are nested too deeply");
  EXPECT_EQ(show(read("{{ " + std::string(5000, '(') + "1", TemplateHost::kJson)),
            "refused | template: unclosed action");
  EXPECT_EQ(show(read("{{ " + std::string(5000, '(') + "1" + std::string(5000, ')') + " }}",
                      TemplateHost::kJson)),
            "refused | template: template expression is nested too deeply");

  std::string nested;
  for (int i = 0; i < 20; ++i)
    nested += "{{ if must_env `X` }}";
  for (int i = 0; i < 20; ++i)
    nested += "{{ end }}";
  EXPECT_EQ(show(read(nested + "1", TemplateHost::kJson)),
            "refused | template: too many conditions that cannot be decided");
}

TEST(Template, PublicFilesRender) {
  const std::filesystem::path corpus =
      std::filesystem::path(ADVISOR_SOURCE_DIR) / ".." / "shared" / "corpus";
  if (!std::filesystem::exists(corpus))
    GTEST_SKIP() << "no corpus beside the sources";
  TemplateContext lenient;
  lenient.accept_any_tfstate = true;
  int with_actions = 0;
  for (const char* tool : {"ecspresso", "lambroll"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus / tool)) {
      const std::string extension = entry.path().extension();
      const bool json = extension == ".json";
      if (!entry.is_regular_file() || (!json && extension != ".yml" && extension != ".yaml"))
        continue;
      std::ifstream in(entry.path());
      const std::string text((std::istreambuf_iterator<char>(in)), {});
      const auto rendered =
          render_template(text, 1, json ? TemplateHost::kJson : TemplateHost::kYaml, lenient);
      EXPECT_TRUE(rendered.ok) << entry.path() << ": " << rendered.diagnostics[0].message;
      if (!rendered.ok || !rendered.variants[0].changed())
        continue;
      ++with_actions;
      const Parsed parsed = parse_rendered(rendered, [&](std::string_view part) {
        return json ? parse_json(part, 1) : parse_yaml(part, 1);
      });
      EXPECT_TRUE(parsed.ok) << entry.path() << ": " << parsed.diagnostics[0].message;
    }
  }
  EXPECT_GT(with_actions, 80);
}

}  // namespace
}  // namespace advisor
