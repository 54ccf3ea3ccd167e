package io.tongtong

import io.tongtong.core.Event
import io.tongtong.core.PaymentState
import io.tongtong.core.Wanted
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.math.BigInteger

/** Coins of other chains on their real nodes. */
class PeersTest {
    @Test
    fun `each coin comes and goes and is right to the last unit on both sides`() = runBlocking<Unit> {
        Peers.start("bitcoin", "ethereum", "solana").use { peers ->
            val alex = peers.holder("alex")
            val jimin = peers.holder("jimin")
            // TTCL is the last: its fee is paid with what SOL has left.
            comesAndGoes(peers, alex, jimin, Coin.BTC, "500000001", "1.23450007", "123450007")
            comesAndGoes(
                peers, alex, jimin, Coin.ETH, "5000000000000000003", "1.234500000000000007", "1234500000000000007",
            )
            comesAndGoes(peers, alex, jimin, Coin.SOL, "5000000001", "1.234500007", "1234500007")
            comesAndGoes(peers, alex, jimin, Coin.TTCL, "5000000009", "1.234500007", "1234500007")
            assertEquals(8 to 4, alex.device.payments().size to jimin.device.payments().size)
        }
    }

    @Test
    fun `TTC to a Solana address goes out as TTCL`() = runBlocking<Unit> {
        Peers.start("solana").use { peers ->
            val alex = peers.holder("alex")
            val jimin = peers.holder("jimin")
            val given = BigInteger("5000000000")
            for (coin in listOf(Coin.SOL, Coin.TTCL)) {
                peers.fund(coin, alex.device.receiveAddress(coin.name), given)
                alex.settles(peers, coin, Direction.IN, given)
            }
            val address = jimin.device.receiveAddress("TTCL")
            val review = alex.device.review(address, "TTC", Wanted.Exactly("1.23456"))
            val units = BigInteger("1234560000")
            assertEquals("TTCL" to units, review.amount.asset to review.amount.amount)
            assertEquals(address, review.to)
            val payment = alex.device.approve(review.digest, pass())
            assertEquals(payment, alex.settles(peers, Coin.TTCL, Direction.OUT, units).id)
            jimin.settles(peers, Coin.TTCL, Direction.IN, units)
            assertEquals(given - units, alex.holds(Coin.TTCL))
            assertEquals(units, jimin.holds(Coin.TTCL))
        }
    }

    /** The node gives to the payer, and the payer pays a part of it to the payee. */
    private suspend fun comesAndGoes(
        peers: Peers, payer: Person, payee: Person, coin: Coin, given: String, typed: String, units: String,
    ) {
        val held = BigInteger(given)
        val amount = BigInteger(units)
        val own = payer.device.receiveAddress(coin.name)
        peers.fund(coin, own, held)
        assertEquals(own, payer.settles(peers, coin, Direction.IN, held).to)
        assertEquals(held, payer.holds(coin))
        val purse = payer.holds(coin.feeCoin)

        val address = payee.device.receiveAddress(coin.name)
        val review = payer.device.review(address, coin.name, Wanted.Exactly(typed))
        assertEquals(address, review.to)
        assertEquals(coin.name to amount, review.amount.asset to review.amount.amount)
        val payment = payer.device.approve(review.digest, pass())
        val sent = payer.settles(peers, coin, Direction.OUT, amount)
        val came = payee.settles(peers, coin, Direction.IN, amount)
        assertEquals(payment, sent.id)
        assertEquals(listOf(address, address), listOf(sent.to, came.to))

        // What was taken is at most what was shown.
        assertTrue(sent.fee.amount > BigInteger.ZERO && sent.fee.amount <= review.fee.amount, "$coin")
        assertEquals(review.costs, sent.costs)
        assertTrue((sent.costs + sent.fee + review.fee).all { it.asset == coin.feeCoin.name }, "$coin")
        val taken = sent.costs.fold(sent.fee.amount) { sum, cost -> sum + cost.amount }
        if (coin == coin.feeCoin) {
            assertEquals(held - amount - taken, payer.holds(coin))
        } else {
            assertEquals(held - amount, payer.holds(coin))
            assertEquals(purse - taken, payer.holds(coin.feeCoin))
        }
        assertEquals(amount, payee.holds(coin))
    }

    /**
     * Waits until the one payment of this amount that goes this way is in a block, while blocks are made, and until
     * an event has told of it.
     */
    private suspend fun Person.settles(peers: Peers, coin: Coin, way: Direction, amount: BigInteger): Payment {
        var row: Payment? = null
        waitFor("$amount $coin $way") {
            peers.mine(coin)
            device.refresh()
            val rows = device.payments()
                .filter { it.direction == way && it.amount.asset == coin.name && it.amount.amount == amount }
            check(rows.size < 2) { "${rows.size} payments $way of one amount of $coin" }
            row = rows.firstOrNull()
            check(row?.state !is PaymentState.Failed) { "a payment of $coin failed" }
            row?.state is PaymentState.Confirmed
        }
        return row!!.also { settled -> hears<Event.PaymentChanged> { it.payment == settled.id } }
    }

    /** How much there is, once nothing of it is on its way. */
    private suspend fun Person.holds(coin: Coin): BigInteger {
        val balance = device.wallet().balances.single { it.confirmed.asset == coin.name }
        assertEquals(BalanceState.SEEN, balance.state)
        assertEquals(listOf(BigInteger.ZERO, BigInteger.ZERO), listOf(balance.coming.amount, balance.leaving.amount))
        return balance.confirmed.amount
    }
}
