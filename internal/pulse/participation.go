package pulse

// Participation is how many took part, in words.
type Participation string

// The bands. None says that everybody took part, and none can be turned into fewer than [bandWidth] counts.
const (
	NotSaid      Participation = "not said"
	Enough       Participation = "enough"
	HalfOrLess   Participation = "half or less"
	MoreThanHalf Participation = "more than half"
	Most         Participation = "most"
)

// bandWidth is how many counts each band leaves possible, so that nobody can say how many stayed silent, let alone that it was one.
const bandWidth = 4

// Participate says how many of the invited took part. A reader knows how many were invited and that the threshold was reached; a band is used only where,
// knowing that, bandWidth counts remain for it and for every other band that might have been used instead.
func Participate(answered, invited, threshold int) Participation {
	half, most := invited/2, invited-invited/4
	switch {
	case answered < threshold:
		return NotSaid
	case threshold > half && most-threshold >= bandWidth && invited-most+1 >= bandWidth:
		return either(answered >= most, Most, MoreThanHalf)
	case threshold > half:
		return MoreThanHalf
	case half-threshold+1 < bandWidth:
		return Enough
	case answered <= half:
		return HalfOrLess
	case most-half-1 >= bandWidth && invited-most+1 >= bandWidth:
		return either(answered >= most, Most, MoreThanHalf)
	}
	return MoreThanHalf
}

func either(first bool, a, b Participation) Participation {
	if first {
		return a
	}
	return b
}
