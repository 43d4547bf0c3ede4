package store

// Book fills [schedule.Book] and [schedule.Office] with what is kept of a school.
type Book struct {
	Plans
	Calendars
	Pauses
}

// NewBook returns the book of all schools; those that have set nothing get the default of c.
func NewBook(c Calendars) Book { return Book{Plans{c.Store}, c, Pauses{c.Store}} }
