#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/base/files.h"
#include "src/base/source.h"
#include "src/model/value.h"

namespace advisor::cfn {

// Values for parameters of templates, from one source.
struct ParameterSet {
  std::map<std::string, Value> values;  // scalars; lists where the file has a list
  std::string template_path;            // for this template only; empty: for any
  std::string region;
};

// A parameter file in any usual shape: a list of {ParameterKey, ParameterValue}, a list of
// "Key=Value" strings, {Parameters: {...}} or a plain map, as JSON or YAML; a file of Git sync
// (template-file-path, parameters); samconfig.toml. UsePreviousValue gives no value. nullopt, with
// an error, if the file is none of these.
std::optional<ParameterSet> read_parameters(const std::string& path, std::string text,
                                            SourceSet& sources, Diagnostics& diagnostics);

// The parameter_overrides of a samconfig.toml. Values on which its environments do not agree
// are left out.
std::optional<ParameterSet> read_samconfig(const std::string& path, const std::string& text,
                                           Diagnostics& diagnostics);

// "A=b C=\"d e\"" and the AWS CLI's ParameterKey=A,ParameterValue=b.
std::map<std::string, std::string> parse_overrides(std::string_view text);

}  // namespace advisor::cfn
