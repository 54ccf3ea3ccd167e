//! The wallet's rules, seen from outside: whole roads, refusals by name, and random histories against a
//! ledger of a few lines.

#[cfg(test)]
mod act;
#[cfg(test)]
mod addresses;
#[cfg(test)]
mod asset_history;
#[cfg(test)]
mod assets;
#[cfg(test)]
mod cancel;
#[cfg(test)]
mod doubt;
#[cfg(test)]
mod history;
#[cfg(test)]
mod income;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod restore;
#[cfg(test)]
mod road;
#[cfg(test)]
mod world;
