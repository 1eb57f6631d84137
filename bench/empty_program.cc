// What starting any C++ program costs: the yardstick of whole_process.cc.
int main() {
  return 0;
}
