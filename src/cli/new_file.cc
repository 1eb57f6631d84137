#include "src/cli/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace advisor::cli {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0)
      ::close(number_);
  }
  bool ok() const { return number_ >= 0; }
  int get() const { return number_; }
  void reset(int number) {
    if (number_ >= 0)
      ::close(number_);
    number_ = number;
  }
  int close() {
    const int result = ::close(number_);
    number_ = -1;
    return result == 0 ? 0 : errno;
  }

 private:
  int number_;
};

constexpr int kFolder = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

int open_folder(const std::string& folder) {
  return open(folder.empty() ? "." : folder.c_str(), kFolder);
}

int write_all(int file, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t wrote = write(file, text.data() + done, text.size() - done);
    if (wrote >= 0)
      done += static_cast<std::size_t>(wrote);
    else if (errno != EINTR)
      return errno;
  }
  return 0;
}

// O_EXCL: a file that is there stays, whoever else is writing it.
int create(int folder, const std::string& name, const std::string& text, const struct stat* like) {
  Descriptor file(
      openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!file.ok())
    return errno;
  int error = write_all(file.get(), text);
  if (like != nullptr && error == 0) {
    // Only root can give a file away; for others it is theirs already.
    [[maybe_unused]] const int ignored = fchown(file.get(), like->st_uid, like->st_gid);
    error = fchmod(file.get(), like->st_mode & 07777U) == 0 ? 0 : errno;
  }
  if (const int closed = file.close(); error == 0)
    error = closed;
  if (error != 0)
    unlinkat(folder, name.c_str(), 0);
  return error;
}

// Whether a file holds this text and nothing else.
int compare(int folder, const std::string& name, const std::string& text) {
  const Descriptor file(
      openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.ok())
    return errno;
  std::string found;
  char buffer[65536];
  while (found.size() <= text.size()) {
    const ssize_t got = read(file.get(), buffer, sizeof buffer);
    if (got == 0)
      break;
    if (got > 0)
      found.append(buffer, static_cast<std::size_t>(got));
    else if (errno != EINTR)
      return errno;
  }
  return found == text ? 0 : EAGAIN;
}

}  // namespace

int write_new_file(const std::string& folder, const std::string& path, const std::string& text) {
  Descriptor at(open_folder(folder));
  if (!at.ok())
    return errno;
  std::size_t begin = 0;
  for (std::size_t slash = path.find('/'); slash != std::string::npos;
       slash = path.find('/', begin)) {
    const std::string name = path.substr(begin, slash - begin);
    if (mkdirat(at.get(), name.c_str(), 0777) != 0 && errno != EEXIST)
      return errno;
    const int inner = openat(at.get(), name.c_str(), kFolder | O_NOFOLLOW);
    if (inner < 0)
      return errno;
    at.reset(inner);
    begin = slash + 1;
  }
  return create(at.get(), path.substr(begin), text, nullptr);
}

int replace_text(const std::string& folder, const std::string& name, const std::string& before,
                 const std::string& after) {
  const Descriptor at(open_folder(folder));
  if (!at.ok())
    return errno;
  struct stat status {};
  if (fstatat(at.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
    return errno;
  if (!S_ISREG(status.st_mode))
    return EINVAL;
  // Renaming would get around a file that is not to be written.
  if (faccessat(at.get(), name.c_str(), W_OK, 0) != 0)
    return errno;
  const std::string beside = name + ".advisor-" + std::to_string(getpid());
  if (const int error = create(at.get(), beside, after, &status); error != 0)
    return error;
  int error = compare(at.get(), name, before);
  if (error == 0 && renameat(at.get(), beside.c_str(), at.get(), name.c_str()) != 0)
    error = errno;
  if (error != 0)
    unlinkat(at.get(), beside.c_str(), 0);
  return error;
}

}  // namespace advisor::cli
