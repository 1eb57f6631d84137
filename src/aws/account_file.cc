#include "src/aws/account_file.h"

namespace advisor::aws {

void write_account_file(std::ostream& out, const std::vector<Account>& accounts) {
  out << R"({"schema":1,"accounts":[)";
  const char* separator = "";
  for (const Account& account : accounts) {
    out << separator << R"({"account":")" << account.id << R"("})";
    separator = ",";
  }
  out << "]}\n";
}

}  // namespace advisor::aws
