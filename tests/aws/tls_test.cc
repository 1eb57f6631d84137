// A server with a certificate of its own: refused, unless that certificate is the configured CA.

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <thread>

#include "src/aws/http.h"

namespace advisor::aws {
namespace {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>>;

void add_extension(X509* certificate, int id, const char* value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate make_certificate(EVP_PKEY* key, const char* name) {
  Certificate out(X509_new());
  X509_set_version(out.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(out.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(out.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(out.get()), 3600);
  X509_set_pubkey(out.get(), key);
  X509_NAME* subject = X509_get_subject_name(out.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(out.get(), subject);
  add_extension(out.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(out.get(), NID_subject_alt_name, name);
  X509_sign(out.get(), key, EVP_sha256());
  return out;
}

// Answers one connection after the other with "{}".
class TlsServer {
 public:
  explicit TlsServer(const char* name)
      : key_(EVP_EC_gen("P-256")),
        certificate_(make_certificate(key_.get(), name)),
        context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_use_certificate(context_.get(), certificate_.get());
    SSL_CTX_use_PrivateKey(context_.get(), key_.get());
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(listener_, raw, size), 0);
    EXPECT_EQ(listen(listener_, 8), 0);
    EXPECT_EQ(getsockname(listener_, raw, &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }

  ~TlsServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  int port() const { return port_; }

  void write_certificate(const std::string& path) const {
    std::FILE* file = std::fopen(path.c_str(), "w");
    PEM_write_X509(file, certificate_.get());
    std::fclose(file);
  }

 private:
  void serve() {
    for (int socket = accept(listener_, nullptr, nullptr); socket >= 0;
         socket = accept(listener_, nullptr, nullptr)) {
      SSL* tls = SSL_new(context_.get());
      SSL_set_fd(tls, socket);
      char buffer[4096];
      const std::string answer =
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
      if (SSL_accept(tls) == 1 && SSL_read(tls, buffer, sizeof buffer) > 0) {
        SSL_write(tls, answer.data(), static_cast<int>(answer.size()));
        SSL_shutdown(tls);
      }
      SSL_free(tls);
      close(socket);
    }
  }

  Key key_;
  Certificate certificate_;
  Context context_;
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

HttpResponse ask(const TlsServer& server, const HttpOptions& options) {
  HttpRequest request;
  request.authority = "127.0.0.1:" + std::to_string(server.port());
  request.direct = true;
  request.method = "GET";
  const auto transport = make_http_transport(options);
  return fetch(*transport, request);
}

class Tls : public testing::Test {
 protected:
  Tls() { std::signal(SIGPIPE, SIG_IGN); }  // clients that refuse us hang up
  HttpOptions trusting(const TlsServer& server) const {
    server.write_certificate(path_);
    HttpOptions options;
    options.ca_bundle = path_;
    return options;
  }
  ~Tls() override { std::filesystem::remove(path_); }
  std::string path_ = testing::TempDir() + "/advisor-tls-" + std::to_string(getpid()) + ".pem";
};

TEST_F(Tls, AnUnknownCertificateIsRefused) {
  const TlsServer server("IP:127.0.0.1");
  const HttpResponse response = ask(server, {});
  EXPECT_EQ(response.status, 0);
  EXPECT_EQ(response.problem, HttpResponse::Problem::kRefused);
}

TEST_F(Tls, TheConfiguredCAIsTrusted) {
  const TlsServer server("IP:127.0.0.1");
  const HttpResponse response = ask(server, trusting(server));
  EXPECT_EQ(response.status, 200) << response.error;
  EXPECT_EQ(response.body, "{}");
}

TEST_F(Tls, ACertificateOfAnotherHostIsRefused) {
  const TlsServer server("IP:127.0.0.2");
  EXPECT_EQ(ask(server, trusting(server)).problem, HttpResponse::Problem::kRefused);
}

TEST_F(Tls, ACABundleThatIsNotThereIsNoReasonToTrustAnybody) {
  const TlsServer server("IP:127.0.0.1");
  HttpOptions options;
  options.ca_bundle = "/nowhere/ca.pem";
  EXPECT_EQ(ask(server, options).problem, HttpResponse::Problem::kRefused);
}

}  // namespace
}  // namespace advisor::aws
