// Stands in for libjsonnet: defines the functions of libjsonnet.h, and each passes its call on to
// the shared library, which is loaded when the first of them is called.
//
// Linked in the usual way, libjsonnet and the shared libstdc++ it brings cost a run 0.8 ms before
// main(), more than everything else together, and most runs meet no Jsonnet. Debian's static
// archive is no way out: it lacks the rapidyaml and md5 objects that it refers to.
//
// What differs for the caller: jsonnet_make() returns nullptr if the library is not there. Callers
// have a JsonnetVm for all other functions, so these need not ask again.

#include <dlfcn.h>

#include <cstddef>

extern "C" {
#include <libjsonnet.h>
}

namespace {

// The version of the interface is part of the name: another one is not loaded.
void* library() {
  static void* const handle = dlopen("libjsonnet.so.0", RTLD_NOW | RTLD_LOCAL);
  return handle;
}

// Function is the type of a function of libjsonnet.h, so the call is checked by the compiler.
// nullptr if there is no library.
template <class Function>
Function* find(const char* name) {
  return library() == nullptr ? nullptr : reinterpret_cast<Function*>(dlsym(library(), name));
}

}  // namespace

extern "C" {

JsonnetVm* jsonnet_make() {
  static auto* const call = find<decltype(jsonnet_make)>("jsonnet_make");
  return call == nullptr ? nullptr : call();
}

void jsonnet_destroy(JsonnetVm* vm) {
  static auto* const call = find<decltype(jsonnet_destroy)>("jsonnet_destroy");
  call(vm);
}

void jsonnet_max_stack(JsonnetVm* vm, unsigned v) {
  static auto* const call = find<decltype(jsonnet_max_stack)>("jsonnet_max_stack");
  call(vm, v);
}

void jsonnet_max_trace(JsonnetVm* vm, unsigned v) {
  static auto* const call = find<decltype(jsonnet_max_trace)>("jsonnet_max_trace");
  call(vm, v);
}

void jsonnet_gc_min_objects(JsonnetVm* vm, unsigned v) {
  static auto* const call = find<decltype(jsonnet_gc_min_objects)>("jsonnet_gc_min_objects");
  call(vm, v);
}

void jsonnet_gc_growth_trigger(JsonnetVm* vm, double v) {
  static auto* const call = find<decltype(jsonnet_gc_growth_trigger)>("jsonnet_gc_growth_trigger");
  call(vm, v);
}

void jsonnet_string_output(JsonnetVm* vm, int v) {
  static auto* const call = find<decltype(jsonnet_string_output)>("jsonnet_string_output");
  call(vm, v);
}

char* jsonnet_realloc(JsonnetVm* vm, char* buf, std::size_t sz) {
  static auto* const call = find<decltype(jsonnet_realloc)>("jsonnet_realloc");
  return call(vm, buf, sz);
}

void jsonnet_import_callback(JsonnetVm* vm, JsonnetImportCallback* cb, void* ctx) {
  static auto* const call = find<decltype(jsonnet_import_callback)>("jsonnet_import_callback");
  call(vm, cb, ctx);
}

void jsonnet_native_callback(JsonnetVm* vm, const char* name, JsonnetNativeCallback* cb, void* ctx,
                             const char* const* params) {
  static auto* const call = find<decltype(jsonnet_native_callback)>("jsonnet_native_callback");
  call(vm, name, cb, ctx, params);
}

void jsonnet_ext_var(JsonnetVm* vm, const char* key, const char* val) {
  static auto* const call = find<decltype(jsonnet_ext_var)>("jsonnet_ext_var");
  call(vm, key, val);
}

void jsonnet_ext_code(JsonnetVm* vm, const char* key, const char* val) {
  static auto* const call = find<decltype(jsonnet_ext_code)>("jsonnet_ext_code");
  call(vm, key, val);
}

void jsonnet_tla_var(JsonnetVm* vm, const char* key, const char* val) {
  static auto* const call = find<decltype(jsonnet_tla_var)>("jsonnet_tla_var");
  call(vm, key, val);
}

void jsonnet_tla_code(JsonnetVm* vm, const char* key, const char* val) {
  static auto* const call = find<decltype(jsonnet_tla_code)>("jsonnet_tla_code");
  call(vm, key, val);
}

char* jsonnet_evaluate_snippet(JsonnetVm* vm, const char* filename, const char* snippet,
                               int* error) {
  static auto* const call = find<decltype(jsonnet_evaluate_snippet)>("jsonnet_evaluate_snippet");
  return call(vm, filename, snippet, error);
}

const char* jsonnet_json_extract_string(JsonnetVm* vm, const JsonnetJsonValue* v) {
  static auto* const call =
      find<decltype(jsonnet_json_extract_string)>("jsonnet_json_extract_string");
  return call(vm, v);
}

int jsonnet_json_extract_number(JsonnetVm* vm, const JsonnetJsonValue* v, double* out) {
  static auto* const call =
      find<decltype(jsonnet_json_extract_number)>("jsonnet_json_extract_number");
  return call(vm, v, out);
}

int jsonnet_json_extract_bool(JsonnetVm* vm, const JsonnetJsonValue* v) {
  static auto* const call = find<decltype(jsonnet_json_extract_bool)>("jsonnet_json_extract_bool");
  return call(vm, v);
}

int jsonnet_json_extract_null(JsonnetVm* vm, const JsonnetJsonValue* v) {
  static auto* const call = find<decltype(jsonnet_json_extract_null)>("jsonnet_json_extract_null");
  return call(vm, v);
}

JsonnetJsonValue* jsonnet_json_make_string(JsonnetVm* vm, const char* v) {
  static auto* const call = find<decltype(jsonnet_json_make_string)>("jsonnet_json_make_string");
  return call(vm, v);
}

JsonnetJsonValue* jsonnet_json_make_number(JsonnetVm* vm, double v) {
  static auto* const call = find<decltype(jsonnet_json_make_number)>("jsonnet_json_make_number");
  return call(vm, v);
}

JsonnetJsonValue* jsonnet_json_make_bool(JsonnetVm* vm, int v) {
  static auto* const call = find<decltype(jsonnet_json_make_bool)>("jsonnet_json_make_bool");
  return call(vm, v);
}

JsonnetJsonValue* jsonnet_json_make_null(JsonnetVm* vm) {
  static auto* const call = find<decltype(jsonnet_json_make_null)>("jsonnet_json_make_null");
  return call(vm);
}

JsonnetJsonValue* jsonnet_json_make_array(JsonnetVm* vm) {
  static auto* const call = find<decltype(jsonnet_json_make_array)>("jsonnet_json_make_array");
  return call(vm);
}

void jsonnet_json_array_append(JsonnetVm* vm, JsonnetJsonValue* arr, JsonnetJsonValue* v) {
  static auto* const call = find<decltype(jsonnet_json_array_append)>("jsonnet_json_array_append");
  call(vm, arr, v);
}

JsonnetJsonValue* jsonnet_json_make_object(JsonnetVm* vm) {
  static auto* const call = find<decltype(jsonnet_json_make_object)>("jsonnet_json_make_object");
  return call(vm);
}

void jsonnet_json_object_append(JsonnetVm* vm, JsonnetJsonValue* obj, const char* f,
                                JsonnetJsonValue* v) {
  static auto* const call =
      find<decltype(jsonnet_json_object_append)>("jsonnet_json_object_append");
  call(vm, obj, f, v);
}

void jsonnet_json_destroy(JsonnetVm* vm, JsonnetJsonValue* v) {
  static auto* const call = find<decltype(jsonnet_json_destroy)>("jsonnet_json_destroy");
  call(vm, v);
}

}  // extern "C"
