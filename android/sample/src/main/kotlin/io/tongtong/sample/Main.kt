// Chat and pay in a terminal. Arguments: the network's profile, and a folder for the device.
package io.tongtong.sample

import io.tongtong.TongTong
import io.tongtong.TongTongException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import java.io.File
import kotlin.system.exitProcess

fun main(args: Array<String>) {
    val lines = Lines.ofTheSystem()
    val terminal = Terminal()
    if (args.size != 2) {
        terminal.say(lines.usage)
        exitProcess(2)
    }
    val (profile, folder) = args.map(::File)
    exitProcess(runBlocking { run(profile, folder, terminal, lines) })
}

/** Opens the device, lets the user in, and chats until they leave. The exit code. */
private suspend fun run(profile: File, folder: File, terminal: Terminal, lines: Lines): Int =
    try {
        val device = TongTong.open(profile.readText(), folder)
        try {
            Entrance(device, terminal, lines).enter()
            chat(device, terminal, lines)
        } finally {
            // Locks, tells the relay that we go, and lets the folder go: the next start needs no repair.
            device.shutdown()
        }
        terminal.say(lines.bye)
        0
    } catch (_: EndOfInput) {
        0
    } catch (why: TongTongException) {
        terminal.say(why.text(lines.locale))
        1
    }

/** What happens is printed by one coroutine while another does what is typed. */
private suspend fun chat(device: TongTong, terminal: Terminal, lines: Lines) = coroutineScope {
    val watch = launch(Dispatchers.Default) { Watch(device, terminal, lines).run() }
    Chat(device, terminal, lines).run()
    watch.cancel()
}
