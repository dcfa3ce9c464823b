# The reader
read-kind = Reader
read-description = A source section by section, with what it claims in the margin: how surely, in which words, at which place.
read-about = About this source
read-without = The text is not here
read-how = What you see are its claims in our own words, in the order of the text, with the places at which they stand. Whoever runs this server and has the text can show the passages in place: { $option }
read-no-anchors = What you see are its claims in our own words. No edition of its text is recorded to which they could point.
read-with = Underlined passages carry claims: the line says how sure the source sounds, the raised numbers lead to the claims in the margin, and each claim leads back. Hedging words are marked.
read-sections = Sections
read-no-section = Without a section
read-claims = { $count ->
    [one] One claim
   *[other] { $count } claims
}
read-claim = Claim { $number }
read-argument = For and against
read-passage = In the text
read-elsewhere = Claims whose passages stand elsewhere
read-nothing = Nothing is recorded that this source claims.
