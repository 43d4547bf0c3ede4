package schedule

import "time"

// Region is one of the three regions that spread the school holidays. A school chooses its own: the regions are lists of municipalities, not provinces.
type Region string

// The regions. The zero value is a school that has not chosen: then every day that is a holiday in any region is free.
const (
	Noord  Region = "noord"
	Midden Region = "midden"
	Zuid   Region = "zuid"
)

// Regions returns the three.
func Regions() []Region { return []Region{Noord, Midden, Zuid} }

// Holiday is a row of free days, both ends included.
type Holiday struct {
	Name     string
	From, To Date
}

func (h Holiday) holds(d Date) bool { return !d.Before(h.From) && !d.After(h.To) }

// The names of the school holidays.
const (
	Herfst   = "herfstvakantie"
	Kerst    = "kerstvakantie"
	Voorjaar = "voorjaarsvakantie"
	Mei      = "meivakantie"
	Zomer    = "zomervakantie"
)

// KnownUntil is the last day of which the school holidays are known. After it only weekends and public holidays are.
func KnownUntil() Date { return Date{2028, time.September, 3} }

// SchoolHolidays returns the school holidays of a region from the summer of 2025 until [KnownUntil], in no order. Dates of
// https://www.rijksoverheid.nl/onderwerpen/schoolvakanties, checked 2026-11-23; the autumn and spring weeks are advice, which a school may have changed: then it
// gives its own days.
func SchoolHolidays(r Region) []Holiday {
	d := func(y int, m time.Month, day int) Date { return Date{y, m, day} }
	all := []Holiday{
		{Kerst, d(2025, 12, 20), d(2026, 1, 4)},
		{Mei, d(2026, 4, 25), d(2026, 5, 3)},
		{Kerst, d(2026, 12, 19), d(2027, 1, 3)},
		{Mei, d(2027, 4, 24), d(2027, 5, 2)},
		{Kerst, d(2027, 12, 25), d(2028, 1, 9)},
		{Mei, d(2028, 4, 29), d(2028, 5, 7)},
	}
	switch r {
	case Noord:
		return append(all, Holiday{Zomer, d(2025, 7, 12), d(2025, 8, 24)},
			Holiday{Herfst, d(2025, 10, 18), d(2025, 10, 26)}, Holiday{Voorjaar, d(2026, 2, 21), d(2026, 3, 1)}, Holiday{Zomer, d(2026, 7, 4), d(2026, 8, 16)},
			Holiday{Herfst, d(2026, 10, 10), d(2026, 10, 18)}, Holiday{Voorjaar, d(2027, 2, 20), d(2027, 2, 28)}, Holiday{Zomer, d(2027, 7, 10), d(2027, 8, 22)},
			Holiday{Herfst, d(2027, 10, 16), d(2027, 10, 24)}, Holiday{Voorjaar, d(2028, 2, 19), d(2028, 2, 27)}, Holiday{Zomer, d(2028, 7, 15), d(2028, 8, 27)})
	case Midden:
		return append(all, Holiday{Zomer, d(2025, 7, 19), d(2025, 8, 31)},
			Holiday{Herfst, d(2025, 10, 18), d(2025, 10, 26)}, Holiday{Voorjaar, d(2026, 2, 14), d(2026, 2, 22)}, Holiday{Zomer, d(2026, 7, 18), d(2026, 8, 30)},
			Holiday{Herfst, d(2026, 10, 17), d(2026, 10, 25)}, Holiday{Voorjaar, d(2027, 2, 20), d(2027, 2, 28)}, Holiday{Zomer, d(2027, 7, 17), d(2027, 8, 29)},
			Holiday{Herfst, d(2027, 10, 16), d(2027, 10, 24)}, Holiday{Voorjaar, d(2028, 2, 26), d(2028, 3, 5)}, Holiday{Zomer, d(2028, 7, 8), d(2028, 8, 20)})
	case Zuid:
		return append(all, Holiday{Zomer, d(2025, 7, 5), d(2025, 8, 17)},
			Holiday{Herfst, d(2025, 10, 11), d(2025, 10, 19)}, Holiday{Voorjaar, d(2026, 2, 14), d(2026, 2, 22)}, Holiday{Zomer, d(2026, 7, 11), d(2026, 8, 23)},
			Holiday{Herfst, d(2026, 10, 17), d(2026, 10, 25)}, Holiday{Voorjaar, d(2027, 2, 13), d(2027, 2, 21)}, Holiday{Zomer, d(2027, 7, 24), d(2027, 9, 5)},
			Holiday{Herfst, d(2027, 10, 23), d(2027, 10, 31)}, Holiday{Voorjaar, d(2028, 2, 26), d(2028, 3, 5)}, Holiday{Zomer, d(2028, 7, 22), d(2028, 9, 3)})
	}
	for _, region := range Regions() {
		all = append(all, SchoolHolidays(region)[6:]...)
	}
	return all
}

// easter returns Easter Sunday of a year by the anonymous Gregorian method (J. Meeus, Astronomical Algorithms, chapter 8).
func easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	day := (h + l - 7*m + 33*month + 19) % 32
	return Date{year, time.Month(month), day}
}

// PublicHolidays returns the public holidays of a year, and the two days that nearly every school is closed beside them, Good Friday and the Friday after Ascension:
// a nudge that is missed harms nobody, a nudge on a free day does. A school that is open on one says so.
func PublicHolidays(year int) []Holiday {
	one := func(name string, d Date) Holiday { return Holiday{name, d, d} }
	e := easter(year)
	king := Date{year, time.April, 27}
	if king.Weekday() == time.Sunday {
		king = king.Add(-1)
	}
	return []Holiday{
		one("Nieuwjaarsdag", Date{year, time.January, 1}),
		one("Goede Vrijdag", e.Add(-2)),
		one("Eerste Paasdag", e),
		one("Tweede Paasdag", e.Add(1)),
		one("Koningsdag", king),
		one("Bevrijdingsdag", Date{year, time.May, 5}),
		one("Hemelvaartsdag", e.Add(39)),
		one("vrijdag na Hemelvaart", e.Add(40)),
		one("Eerste Pinksterdag", e.Add(49)),
		one("Tweede Pinksterdag", e.Add(50)),
		one("Eerste Kerstdag", Date{year, time.December, 25}),
		one("Tweede Kerstdag", Date{year, time.December, 26}),
	}
}
