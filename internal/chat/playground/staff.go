package playground

import "github.com/baken-bot/baken/internal/chat"

// colleague is somebody to be in the playground, told by the work and not by a name.
type colleague struct {
	ID     string
	NL, EN string
	Role   chat.Role
}

func colleagues() []colleague {
	return []colleague{
		{"teacher-5", "Leerkracht groep 5", "Teacher, year 5", chat.Member},
		{"mentor-vmbo", "Mentor vmbo", "Form tutor, secondary", chat.Member},
		{"lecturer-mbo", "Docent mbo", "Lecturer, vocational", chat.Member},
		{"assistant", "Onderwijsassistent", "Teaching assistant", chat.Member},
		{"coordinator", "Ib'er (coördinator)", "Care coordinator (coordinator)", chat.Coordinator},
		{"head", "Directeur (beheerder)", "Head teacher (admin)", chat.Admin},
	}
}

func colleagueByID(id string) (colleague, bool) {
	for _, c := range colleagues() {
		if c.ID == id {
			return c, true
		}
	}
	return colleague{}, false
}

func (c colleague) name(lang string) string {
	if lang == "en" {
		return c.EN
	}
	return c.NL
}
