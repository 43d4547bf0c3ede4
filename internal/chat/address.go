package chat

import (
	"fmt"
	"strings"
)

// Platform is the name of an adapter's folder, such as "playground".
type Platform string

// School identifies a tenant: one workspace, guild, organisation or the playground. Data of two schools never meet.
type School string

// Address says where something can be shown. Its value is opaque: only the adapter of its platform reads it.
type Address struct {
	Platform Platform
	Value    string
}

// String returns the address in the form [ParseAddress] reads.
func (a Address) String() string { return string(a.Platform) + "/" + a.Value }

// ParseAddress reads what [Address.String] wrote.
func ParseAddress(s string) (Address, error) {
	platform, value, ok := strings.Cut(s, "/")
	if !ok || platform == "" || value == "" {
		return Address{}, fmt.Errorf("parse address %q: want platform/value", s)
	}
	return Address{Platform: Platform(platform), Value: value}, nil
}

// Role is what somebody may do in a school.
type Role string

// The roles, from least to most.
const (
	Member      Role = "member"
	Coordinator Role = "coordinator"
	Admin       Role = "admin"
)

// Person is the one who wrote, pressed or submitted.
type Person struct {
	School School
	// Address is where the person is reached in private; within a school it is also who the person is.
	Address Address
	// Name is how to greet the person, or empty. It is shown, never kept.
	Name string
	// Locale is the platform's own idea of the person's language, such as "nl-NL", or empty.
	Locale string
	Role   Role
}
