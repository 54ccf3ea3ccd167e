// Chat and pay in a terminal. Arguments: the network's profile, and a folder for the device.
import Foundation
import TongTong

@main
struct Sample {
    static func main() async {
        let lines = Lines.ofTheSystem()
        let terminal = Terminal()
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 2, let profile = arguments.first, let folder = arguments.last else {
            terminal.say(lines.usage)
            exit(2)
        }
        do {
            let text = try String(contentsOfFile: profile, encoding: .utf8)
            let device = try await TongTong.open(profile: text, folder: URL(fileURLWithPath: folder))
            let code = await run(device, terminal, lines)
            // Locks, tells the relay that we go, and lets the folder go: the next start needs no repair.
            try await device.shutdown()
            exit(code)
        } catch {
            terminal.say(lines.words(of: error))
            exit(1)
        }
    }

    /// Lets the user in, and chats until they leave. The exit code.
    private static func run(_ device: TongTong, _ terminal: Terminal, _ lines: Lines) async -> Int32 {
        do {
            try await Entrance(device: device, terminal: terminal, lines: lines).enter()
            // What happens is printed by one task while another does what is typed.
            let watch = Task { await Watch(device, terminal, lines).run() }
            defer { watch.cancel() }
            try await Chat(device, terminal, lines).run()
            terminal.say(lines.bye)
            return 0
        } catch is EndOfInput {
            return 0
        } catch {
            terminal.say(lines.words(of: error))
            return 1
        }
    }
}
