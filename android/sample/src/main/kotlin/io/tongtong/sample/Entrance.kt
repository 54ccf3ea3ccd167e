package io.tongtong.sample

import io.tongtong.TongTong
import io.tongtong.TongTongException

/** The way in: set up and sign up the first time, unlock from then on. */
class Entrance(private val device: TongTong, private val terminal: Terminal, private val lines: Lines) {
    /** Returns once the device is unlocked and signed up. */
    suspend fun enter() {
        if (device.isSetUp()) {
            untilRight { terminal.askSecret(lines.askPassPhrase).wiped { device.unlock(it) } }
        } else {
            untilRight { terminal.askSecret(lines.askNewPassPhrase).wiped { device.setUp(it) } }
        }
        if (device.own() == null) signUp()
        terminal.say(lines.welcome(device.own()?.name.orEmpty()))
    }

    private suspend fun signUp() {
        val name = terminal.ask(lines.askName)
        val phone = untilRight { terminal.ask(lines.askPhone).also { device.requestCode(it) } }
        untilRight { device.signUp(phone, terminal.ask(lines.askCode), name) }
    }

    /** Tries until what was typed is taken. What typing again cannot mend goes on to the caller. */
    private suspend fun <T> untilRight(step: suspend () -> T): T {
        while (true) {
            try {
                return step()
            } catch (why: TongTongException) {
                when (why) {
                    is TongTongException.PassPhrase,
                    is TongTongException.Wait,
                    is TongTongException.Input,
                    is TongTongException.SignUp,
                    is TongTongException.Offline,
                    -> terminal.say(why.text(lines.locale))
                    else -> throw why
                }
            }
        }
    }
}
