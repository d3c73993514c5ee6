import Testing

/// Limits without an exception list: a file that outgrows them is cut where its concepts part.
@Suite struct SizeTests {
  static let maximumFileLines = 400
  static let maximumFunctionLines = 70
  static let maximumColumns = 120

  @Test func filesStayShort() throws {
    for file in try Checkout.swiftFiles() + Checkout.files(under: "Sources", suffixes: [".c", ".h"]) {
      let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
      #expect(count <= Self.maximumFileLines, "\(file.path) has \(count) lines")
    }
  }

  @Test func linesStayShort() throws {
    for file in try Checkout.swiftFiles() + Checkout.files(under: "Sources", suffixes: [".c", ".h"]) {
      for (index, line) in file.lines.enumerated() where line.unicodeScalars.count > Self.maximumColumns {
        Issue.record("\(file.path):\(index + 1) has \(line.unicodeScalars.count) columns")
      }
    }
  }

  @Test func functionsStayShort() throws {
    var measured = 0
    for file in try Checkout.swiftFiles() {
      for function in FunctionLengths(file.text).measure() {
        measured += 1
        #expect(
          function.lineCount <= Self.maximumFunctionLines,
          "\(file.path):\(function.line) \(function.name) has \(function.lineCount) lines")
      }
    }
    #expect(measured > 20, "the scanner found next to no functions")
  }

  @Test func theScannerMeasuresWhatItShould() {
    let text = """
      protocol P { func bodiless() -> Int
        func another(_ x: (Int) -> Void) }
      struct S {
        // func commented() {
        func long(
          text: String = "}{"
        ) {
          if true {
          }
        }
        init?(x: Int) { self.init() }
        var body: Int {
          1
        }
      }
      """
    let found = FunctionLengths(text).measure()
    #expect(found.map(\.name) == ["long", "init", "body"])
    #expect(found.map(\.lineCount) == [6, 1, 3])
  }
}
