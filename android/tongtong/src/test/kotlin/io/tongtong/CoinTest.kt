package io.tongtong

import com.google.gson.JsonParser
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.math.BigDecimal
import java.math.BigInteger
import java.time.Instant

/** Coins of several chains, as the layer gives them to an app. */
class CoinTest {
    @Test
    fun `an address is that of the asset that is asked for, and of TTC where none is`() = runBlocking<Unit> {
        World().use { world ->
            TongTong.open(world.withBitcoin(), world.folder.resolve("alex")).use { device ->
                device.setUp(pass())
                device.newWallet(pass(), Language.ENGLISH).close()
                assertEquals(device.receiveAddress("TTC"), device.receiveAddress())
                assertNotEquals(device.receiveAddress("BTC"), device.receiveAddress())
                assertTrue(device.receiveAddress("BTC").startsWith("bcrt1q"))
            }
        }
    }

    @Test
    fun `a coin whose chain the profile names later is opened by the pass phrase`() = runBlocking<Unit> {
        World().use { world ->
            val folder = world.folder.resolve("alex")
            TongTong.open(world.profile, folder).use { device ->
                device.setUp(pass())
                device.newWallet(pass(), Language.ENGLISH).close()
                assertEquals(BalanceState.NOT_CONFIGURED, device.balance("BTC").state)
                assertThrows<TongTongException.Input> { device.receiveAddress("BTC") }
            }
            TongTong.open(world.withBitcoin(), folder).use { device ->
                device.unlock(pass())
                assertEquals(BalanceState.NOT_OPENED, device.balance("BTC").state)
                val closed = assertThrows<TongTongException.State> { device.receiveAddress("BTC") }
                assertEquals("coin_not_opened", closed.code)
                device.renewPayAddresses(pass())
                assertEquals(BalanceState.NOT_SEEN, device.balance("BTC").state)
                assertEquals(BalanceState.SEEN, device.balance("TTC").state)
                assertTrue(device.receiveAddress("BTC").startsWith("bcrt1q"))
            }
        }
    }

    @Test
    fun `a review has an expiration only where the chain has one`() {
        val money = Money("ETH", "1", 18.toUByte(), "0.000000000000000001")
        fun review(expires: Long?) = Review(
            digest = "", direction = Direction.OUT, network = "", to = "", subAddress = null, peer = null, amount = money,
            fee = money, costs = emptyList(), sources = emptyList(), change = null, feeChange = null, feeTo = null, memo = null, text = null,
            expires = expires, notAfter = 2_000, body = "", warnings = emptyList(),
        )
        assertNull(review(null).expiresAt)
        assertEquals(Instant.ofEpochSecond(3), review(3_000).expiresAt)
        assertEquals(Instant.ofEpochSecond(2), review(null).approvableUntil)
    }

    @Test
    fun `an amount is a whole number of any size`() {
        val money = Money("ETH", "123456789012345678901234567890", 18.toUByte(), "123456789012.34567890123456789")
        assertEquals(BigInteger("123456789012345678901234567890"), money.amount)
        assertEquals(BigDecimal("123456789012.345678901234567890"), money.coins)
    }

    private suspend fun TongTong.balance(asset: String) = wallet().balances.single { it.confirmed.asset == asset }

    /** The network's profile with a Bitcoin network whose server does not answer. */
    private fun World.withBitcoin(): String = JsonParser.parseString(profile).asJsonObject.apply {
        add("chains", JsonParser.parseString(BITCOIN))
    }.toString()

    private companion object {
        const val BITCOIN =
            """[{"chain": "bitcoin", "network": {"network": "regtest"}, "endpoints": ["http://127.0.0.1:9"]}]"""
    }
}
