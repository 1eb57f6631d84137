#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "src/base/exit_code.h"
#include "src/base/text.h"
#include "src/cli/session.h"
#include "src/engine/edges.h"

namespace advisor::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string place(Span span, const SourceSet& sources) {
  if (!span.valid())
    return {};
  const SourceFile& file = sources.file(span.source);
  const LineColumn at = file.locate(span.begin);
  return fmt::format("{}:{}:{}", file.path(), at.line, at.column);
}

std::string label(const Resource& resource) {
  return fmt::format("{} ({})", printable(resource.name), printable(resource.type));
}

void write_text(const Inventory& inventory, const std::vector<Edge>& edges,
                const SourceSet& sources, std::ostream& out) {
  std::size_t unresolved = 0;
  auto edge = edges.begin();
  for (const Resource& resource : inventory.resources) {
    if (resource.leaves())
      continue;
    out << label(resource) << ' ' << printable(place(resource.span, sources)) << '\n';
    for (; edge != edges.end() && edge->from == &resource; ++edge) {
      if (edge->to != nullptr) {
        out << fmt::format("  {} -> {}{}\n", printable(edge->path), label(*edge->to),
                           edge->attribute.empty() ? "" : " " + printable(edge->attribute));
        continue;
      }
      ++unresolved;
      out << fmt::format("  {} -> ? {}\n      = resolved by {}\n", printable(edge->path),
                         printable(edge->text), printable(edge->wanted));
    }
  }
  out << fmt::format("{} resources, {} references, {} unresolved\n", inventory.resources.size(),
                     edges.size() - unresolved, unresolved);
}

void write_json(const Inventory& inventory, const std::vector<Edge>& edges,
                const SourceSet& sources, std::ostream& out) {
  Json resources = Json::array();
  for (const Resource& resource : inventory.resources)
    if (!resource.leaves())
      resources.push_back({{"id", printable(resource.id)},
                           {"type", printable(resource.type)},
                           {"name", printable(resource.name)},
                           {"source", resource.format},
                           {"place", printable(place(resource.span, sources))}});
  Json references = Json::array();
  for (const Edge& edge : edges) {
    Json entry = {{"from", printable(edge.from->id)},
                  {"path", printable(edge.path)},
                  {"place", printable(place(edge.span, sources))}};
    entry["to"] = edge.to == nullptr ? Json() : Json(printable(edge.to->id));
    if (!edge.attribute.empty())
      entry["attribute"] = printable(edge.attribute);
    if (edge.to == nullptr) {
      entry["text"] = printable(edge.text);
      entry["resolved_by"] = printable(edge.wanted);
    }
    references.push_back(std::move(entry));
  }
  const Json document = {
      {"version", 1}, {"resources", std::move(resources)}, {"references", std::move(references)}};
  out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

// A string of the DOT language: only quotes and backslashes need an escape in printable text.
std::string dot_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : printable(text)) {
    if (c == '"' || c == '\\')
      out += '\\';
    out += c;
  }
  return out + '"';
}

void write_dot(const Inventory& inventory, const std::vector<Edge>& edges, std::ostream& out) {
  out << "digraph advisor {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n";
  for (const Resource& resource : inventory.resources)
    if (!resource.leaves())
      out << fmt::format("  {} [label={}];\n", dot_string(resource.id),
                         dot_string(resource.name + " — " + resource.type));
  std::map<std::string, std::string> missing;  // what is wanted -> node
  for (const Edge& edge : edges) {
    std::string to = edge.to == nullptr ? "? " + edge.wanted : edge.to->id;
    if (edge.to == nullptr && missing.emplace(to, edge.wanted).second)
      out << fmt::format("  {} [label={}, style=dashed];\n", dot_string(to),
                         dot_string(edge.wanted));
    out << fmt::format("  {} -> {} [label={}{}];\n", dot_string(edge.from->id), dot_string(to),
                       dot_string(edge.path), edge.to == nullptr ? ", style=dashed" : "");
  }
  out << "}\n";
}

}  // namespace

int graph_command(const Options& options, Environment& environment) {
  const auto reading = read_options(options);
  if (!reading) {
    environment.err << "advisor: " << reading.error().message << '\n';
    return kExitUsage;
  }
  for (const std::string& path : options.paths)
    if (path != "-" && environment.files.kind(path) == FileSystem::Kind::kMissing) {
      environment.err << fmt::format("advisor: {}: no such file or directory\n", printable(path));
      return kExitUsage;
    }
  SourceSet sources;
  const auto input = standard_input(options, environment);
  const InputSet inputs =
      read_inputs(options.paths, environment.files, sources, *reading, input ? &*input : nullptr);
  print_diagnostics(environment.err, inputs.inventory.diagnostics, sources, Language::kEnglish);
  const Graph graph(inputs.inventory);
  const std::vector<Edge> edges = edges_of(inputs.inventory, graph);
  if (options.format == "json")
    write_json(inputs.inventory, edges, sources, environment.out);
  else if (options.format == "dot")
    write_dot(inputs.inventory, edges, environment.out);
  else
    write_text(inputs.inventory, edges, sources, environment.out);
  return has_errors(inputs.inventory.diagnostics) ? kExitIncomplete : kExitClean;
}

}  // namespace advisor::cli
