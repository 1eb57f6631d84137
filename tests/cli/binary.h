#pragma once

#include <map>
#include <string>

namespace advisor::testing_support {

using Files = std::map<std::string, std::string>;

struct RunResult {
  int exit_code = -1;
  std::string out;
  std::string err;
};

// A temporary directory with files, removed at the end; commands run inside it.
class Workspace {
 public:
  explicit Workspace(const Files& files);
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  void write(const std::string& path, const std::string& text);
  std::string read(const std::string& path) const;
  const std::string& path() const { return path_; }

  // Runs the built advisor with arguments as a shell would read them.
  RunResult advisor(const std::string& arguments, const std::string& input = {}) const;
  // Runs any shell command; $ADVISOR is the binary.
  RunResult shell(const std::string& command, const std::string& input = {}) const;

 private:
  std::string path_;
};

}  // namespace advisor::testing_support
