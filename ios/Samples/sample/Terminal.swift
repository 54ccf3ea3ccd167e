import Foundation
import TongTong

/// There is nothing more to read.
struct EndOfInput: Error {}

/// What is typed, and what is read. It says whole lines, so that an answer and an event do not mix.
final class Terminal: Sendable {
    private let reading = DispatchQueue(label: "reading")

    /// Says a line.
    func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    /// Asks, if there is something to ask, and waits for a line.
    func ask(_ question: String? = nil) async throws -> String {
        question.map(say)
        return try await waiting {
            guard let line = readLine() else { throw EndOfInput() }
            return line.trimmingCharacters(in: .whitespaces)
        }
    }

    /// Asks for a secret, which is not shown while it is typed and is never a `String`. Wipe it after use.
    func askSecret(_ question: String) async throws -> Data {
        say(question)
        return try await waiting { try withoutEcho(readSecret) }
    }

    /// Lends a secret that it asks for, and wipes it when the call is over.
    func withSecret<T>(_ question: String, _ use: (Data) async throws -> T) async throws -> T {
        var secret = try await askSecret(question)
        defer { secret.wipe() }
        return try await use(secret)
    }

    /// Shows a word until Enter is hit, and then takes it from the screen.
    func showOnce(_ word: String) async throws {
        _ = try await ask(word)
        let up = "\u{1b}[1A", erase = "\u{1b}[2K\r"
        if isatty(STDIN_FILENO) == 1 { say(up + erase + up + erase + up) }
    }

    /// Waits on a thread that may.
    private func waiting<T: Sendable>(_ read: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            reading.async { continuation.resume(with: Result(catching: read)) }
        }
    }
}

/// A line of the input, in memory that does not move while it grows.
private func readSecret() throws -> Data {
    var secret = Data(capacity: 4_096)
    while true {
        let byte = getchar()
        if byte == EOF, secret.isEmpty { throw EndOfInput() }
        if byte == EOF || byte == Int32(UInt8(ascii: "\n")) { return secret }
        secret.append(UInt8(truncatingIfNeeded: byte))
    }
}

/// Does this while the terminal does not show what is typed.
private func withoutEcho<T>(_ read: () throws -> T) rethrows -> T {
    var shown = termios()
    guard tcgetattr(STDIN_FILENO, &shown) == 0 else { return try read() }
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &hidden)
    defer { tcsetattr(STDIN_FILENO, TCSANOW, &shown) }
    return try read()
}
