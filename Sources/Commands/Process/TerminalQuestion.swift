import Glibc

extension CommandContext {
  /// Asks `question` where somebody can answer, on standard error and input; nil where one of them is no terminal.
  var question: (@Sendable (String) async -> Bool)? {
    guard diagnostics.isTerminal, isatty(inputDescriptor) == 1 else { return nil }
    let (diagnostics, input) = (diagnostics, inputDescriptor)
    return { text in
      // A terminal that cannot be written to cannot answer either: the reading below then ends at once.
      try? diagnostics.write(Array("\(text) [y/N] ".utf8))
      var answer = [UInt8](repeating: 0, count: 16)
      let count = answer.withUnsafeMutableBytes { read(input, $0.baseAddress, $0.count) }
      return count > 0 && (answer[0] == UInt8(ascii: "y") || answer[0] == UInt8(ascii: "Y"))
    }
  }
}
