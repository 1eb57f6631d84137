// Jsonnet code that runs in front of every file. It hides `std` behind one whose functions know
// about unknown values, so that no condition is decided by the text of a marker:
//
// libjsonnet 0.18 turns `a == b`, `a != b`, `a % b` and slices into calls of the `std` that is in
// scope, and its own library calls itself through `self`; so the functions below see every
// comparison, also those inside of std. They work as usual on known values. A function that would
// look into an unknown value gives another unknown value ("derived") instead; where that ends up as
// a condition, an index or an operand of arithmetic, evaluation fails, and the part around it
// becomes unknown. What cannot be seen from here, the operators < <= > >= and `in`, is dealt with
// in jsonnet_sandbox.cc.

#include "parsers/jsonnet_prelude.h"

#include <nlohmann/json.hpp>

namespace advisor {
namespace {

constexpr std::string_view kLocals = R"(
local base = std;
local native = base.native;
local id(x) = x;
// 0: all is known; 1: holds unknown strings; 2: holds unknown values of any kind
local state(x) = native('__state')('' + [x]);
local derived(name, arguments) = native('__derived')(name, '' + arguments);
local guard(name, arguments, value) =
  if state(arguments) == 0 then value else derived(name, arguments);
local guardAny(name, arguments, value) =
  if state(arguments) < 2 then value else derived(name, arguments);
local guardString(name, x, value) =
  if base.isString(x) && state(x) > 0 then derived(name, [x]) else value;
local guardType(name, x, value) =
  if base.isString(x) && state(x) == 2 then derived(name, [x]) else value;
)";

constexpr std::string_view kFunctions = R"(
base {
  equals(a, b)::
    if state([a, b]) == 0 || (state([a, b]) == 1 && base.type(a) != base.type(b)) then
      base.equals(a, b)
    else derived('equals', [a, b]),
  primitiveEquals(a, b):: guard('equals', [a, b], base.primitiveEquals(a, b)),
  mod(a, b):: if base.isString(a) then self.format(a, b) else base.mod(a, b),
  format(str, vals)::
    if state(str) == 0 && (state(vals) == 0 || native('__plain_format')(str)) then
      base.format(str, vals)
    else derived('format', [str, vals]),
  toString(a):: if base.isString(a) then a else guardAny('toString', a, base.toString(a)),
  length(x):: guardString('length', x, base.length(x)),
  type(x):: guardType('type', x, base.type(x)),
  isString(v):: guardType('isString', v, base.isString(v)),
  isNumber(v):: guardType('isNumber', v, base.isNumber(v)),
  isBoolean(v):: guardType('isBoolean', v, base.isBoolean(v)),
  isObject(v):: guardType('isObject', v, base.isObject(v)),
  isArray(v):: guardType('isArray', v, base.isArray(v)),
  isFunction(v):: guardType('isFunction', v, base.isFunction(v)),
  join(sep, arr):: guardString('join', arr, base.join(sep, arr)),
  map(func, arr):: guardString('map', arr, base.map(func, arr)),
  flatMap(func, arr):: guardString('flatMap', arr, base.flatMap(func, arr)),
  reverse(arr):: guardString('reverse', arr, base.reverse(arr)),
  objectFieldsEx(obj, hidden)::
    local fields = base.objectFieldsEx(obj, hidden);
    guard('objectFields', fields, fields),
  objectHasEx(obj, fname, hidden)::
    guard('objectHas', [base.objectFieldsAll(obj), fname], base.objectHasEx(obj, fname, hidden)),
  mergePatch(target, patch)::
    guardAny('mergePatch', [target, patch], base.mergePatch(target, patch)),
  prune(a):: guardAny('prune', a, base.prune(a)),
  manifestJson(value):: guardAny('manifestJson', value, base.manifestJson(value)),
  manifestJsonMinified(value)::
    guardAny('manifestJsonMinified', value, base.manifestJsonMinified(value)),
  manifestJsonEx(value, indent, newline='\n', key_val_sep=': ')::
    guardAny('manifestJsonEx', value, base.manifestJsonEx(value, indent, newline, key_val_sep)),
  trace(str, rest):: rest,
  extVar(x):: if base.objectHas(variables, x) then base.extVar(x) else native('__variable')(x),
  native(name)::
    if base.objectHas(functions, name) then native(name)
    else if base.objectHas(externals, name) then
      function(a=null, b=null, c=null, d=null, e=null, f=null, g=null, h=null)
        native('__external')(name, '' + [a, b, c, d, e, f, g, h])
    else if anyTfstate && base.endsWith(name, 'tfstate') then
      function(address) native('__tfstate')(name, address)
    else null,
)";

constexpr std::string_view kGuarded = R"(
  substr(str, from, len)::
    guard('substr', [str, from, len], base.substr(str, from, len)),
  startsWith(a, b)::
    guard('startsWith', [a, b], base.startsWith(a, b)),
  endsWith(a, b)::
    guard('endsWith', [a, b], base.endsWith(a, b)),
  lstripChars(str, chars)::
    guard('lstripChars', [str, chars], base.lstripChars(str, chars)),
  rstripChars(str, chars)::
    guard('rstripChars', [str, chars], base.rstripChars(str, chars)),
  stripChars(str, chars)::
    guard('stripChars', [str, chars], base.stripChars(str, chars)),
  stringChars(str)::
    guard('stringChars', [str], base.stringChars(str)),
  parseInt(str)::
    guard('parseInt', [str], base.parseInt(str)),
  parseOctal(str)::
    guard('parseOctal', [str], base.parseOctal(str)),
  parseHex(str)::
    guard('parseHex', [str], base.parseHex(str)),
  parseJson(str)::
    guard('parseJson', [str], base.parseJson(str)),
  parseYaml(str)::
    guard('parseYaml', [str], base.parseYaml(str)),
  split(str, c)::
    guard('split', [str, c], base.split(str, c)),
  splitLimit(str, c, maxsplits)::
    guard('splitLimit', [str, c, maxsplits], base.splitLimit(str, c, maxsplits)),
  strReplace(str, from, to)::
    guard('strReplace', [str, from, to], base.strReplace(str, from, to)),
  asciiUpper(str)::
    guard('asciiUpper', [str], base.asciiUpper(str)),
  asciiLower(str)::
    guard('asciiLower', [str], base.asciiLower(str)),
  slice(indexable, index, end, step)::
    guard('slice', [indexable, index, end, step], base.slice(indexable, index, end, step)),
  member(arr, x)::
    guard('member', [arr, x], base.member(arr, x)),
  count(arr, x)::
    guard('count', [arr, x], base.count(arr, x)),
  deepJoin(arr)::
    guard('deepJoin', [arr], base.deepJoin(arr)),
  manifestIni(ini)::
    guard('manifestIni', [ini], base.manifestIni(ini)),
  manifestToml(value)::
    guard('manifestToml', [value], base.manifestToml(value)),
  manifestTomlEx(value, indent)::
    guard('manifestTomlEx', [value, indent], base.manifestTomlEx(value, indent)),
  escapeStringJson(str_)::
    guard('escapeStringJson', [str_], base.escapeStringJson(str_)),
  escapeStringPython(str)::
    guard('escapeStringPython', [str], base.escapeStringPython(str)),
  escapeStringBash(str_)::
    guard('escapeStringBash', [str_], base.escapeStringBash(str_)),
  escapeStringDollars(str_)::
    guard('escapeStringDollars', [str_], base.escapeStringDollars(str_)),
  manifestPython(v)::
    guard('manifestPython', [v], base.manifestPython(v)),
  manifestPythonVars(conf)::
    guard('manifestPythonVars', [conf], base.manifestPythonVars(conf)),
  manifestXmlJsonml(value)::
    guard('manifestXmlJsonml', [value], base.manifestXmlJsonml(value)),
  base64(input)::
    guard('base64', [input], base.base64(input)),
  base64DecodeBytes(str)::
    guard('base64DecodeBytes', [str], base.base64DecodeBytes(str)),
  base64Decode(str)::
    guard('base64Decode', [str], base.base64Decode(str)),
  encodeUTF8(str)::
    guard('encodeUTF8', [str], base.encodeUTF8(str)),
  decodeUTF8(arr)::
    guard('decodeUTF8', [arr], base.decodeUTF8(arr)),
  md5(str)::
    guard('md5', [str], base.md5(str)),
  codepoint(str)::
    guard('codepoint', [str], base.codepoint(str)),
  resolvePath(f, r)::
    guard('resolvePath', [f, r], base.resolvePath(f, r)),
  findSubstr(pat, str)::
    guard('findSubstr', [pat, str], base.findSubstr(pat, str)),
  find(value, arr)::
    guard('find', [value, arr], base.find(value, arr)),
  assertEqual(a, b)::
    guard('assertEqual', [a, b], base.assertEqual(a, b)),
  setMember(x, arr, keyF=id)::
    guard('setMember', [x, arr], base.setMember(x, arr, keyF)),
  setUnion(a, b, keyF=id)::
    guard('setUnion', [a, b], base.setUnion(a, b, keyF)),
  setInter(a, b, keyF=id)::
    guard('setInter', [a, b], base.setInter(a, b, keyF)),
  setDiff(a, b, keyF=id)::
    guard('setDiff', [a, b], base.setDiff(a, b, keyF)),
  sort(arr, keyF=id)::
    guard('sort', [arr], base.sort(arr, keyF)),
  uniq(arr, keyF=id)::
    guard('uniq', [arr], base.uniq(arr, keyF)),
  set(arr, keyF=id)::
    guard('set', [arr], base.set(arr, keyF)),
  repeat(what, count)::
    guard('repeat', [what, count], base.repeat(what, count)),
  clamp(x, minVal, maxVal)::
    guard('clamp', [x, minVal, maxVal], base.clamp(x, minVal, maxVal)),
  manifestYamlDoc(value, indent_array_in_object=false, quote_keys=true)::
    guard('manifestYamlDoc', [value], base.manifestYamlDoc(value, indent_array_in_object, quote_keys)),
  manifestYamlStream(value, indent_array_in_object=false, c_document_end=true, quote_keys=true)::
    guard('manifestYamlStream', [value], base.manifestYamlStream(value, indent_array_in_object, c_document_end, quote_keys)),
  char(n)::
    guard('char', [n], base.char(n)),
}
)";

// An object with the names as its keys; JSON is Jsonnet.
std::string name_set(const std::vector<std::string>& names) {
  nlohmann::json out = nlohmann::json::object();
  for (const std::string& name : names)
    out[name] = true;
  return out.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::string jsonnet_prelude(const PreludeNames& names) {
  std::string out(kLocals);
  out += "local variables = " + name_set(names.variables) + ";\n";
  out += "local functions = " + name_set(names.functions) + ";\n";
  out += "local externals = " + name_set(names.externals) + ";\n";
  out += std::string("local anyTfstate = ") + (names.any_tfstate ? "true" : "false") + ";\n";
  out += kFunctions;
  out += kGuarded;
  return out;
}

}  // namespace advisor
