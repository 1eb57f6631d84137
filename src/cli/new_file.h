#pragma once

#include <string>

namespace advisor::cli {

// Both return an error number, 0 for success. `folder` exists; below it no symbolic link is
// followed.

// Creates a file, and the folders that `path` (relative, without "..") wants. EEXIST: something is
// there, and stays.
int write_new_file(const std::string& folder, const std::string& path, const std::string& text);

// Gives the file `name` another text, all of it or nothing. EAGAIN: it no longer is `before`.
int replace_text(const std::string& folder, const std::string& name, const std::string& before,
                 const std::string& after);

}  // namespace advisor::cli
