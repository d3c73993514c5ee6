import Commands
import Glibc

@main
enum Program {
  static func main() async {
    exit(await CairnProgram.main())
  }
}
