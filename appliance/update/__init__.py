"""Updates without internet: a signed file goes into the other slot and has to prove itself."""
