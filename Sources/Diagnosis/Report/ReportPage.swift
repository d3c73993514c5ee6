/// The findings as one page that needs nothing else.
package struct ReportPage {
  private let examination: Examination
  private let endpoint: String
  private let date: String
  private let purpose: Purpose?

  package init(_ examination: Examination, endpoint: String, date: String, purpose: Purpose?) {
    self.examination = examination
    self.endpoint = endpoint
    self.date = date
    self.purpose = purpose
  }

  package func html() -> String {
    let failures = examination.failures(for: purpose).count
    let verdict =
      failures == 0
      ? "Nothing that is needed differs from Amazon S3." : "\(failures) of what is needed differs from Amazon S3."
    let rows = examination.rows.map { row in
      "<tr class=\"\(row.finding.word)\"><td>\(Self.escaped(row.check.title))</td>"
        + "<td>\(row.finding.word)</td><td>\(Self.escaped(row.finding.detail ?? ""))</td></tr>"
    }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>\(Self.escaped(endpoint))</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222; }
      table { border-collapse: collapse; width: 100%; }
      td, th { text-align: left; padding: .3em .6em; border-bottom: 1px solid #ddd; vertical-align: top; }
      .passed td:nth-child(2) { color: #176b2c; } .differs td:nth-child(2) { color: #a12a12; font-weight: 600; }
      .missing td:nth-child(2) { color: #8a5a00; font-weight: 600; } .untested td:nth-child(2) { color: #666; }
      </style></head><body>
      <h1>\(Self.escaped(endpoint))</h1>
      <p>Looked at on \(Self.escaped(date))\(purpose.map { " for \($0.rawValue)" } ?? ""). \(verdict)</p>
      <table><thead><tr><th>What</th><th>Result</th><th>How</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></body></html>

      """
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}
