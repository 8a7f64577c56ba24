// Command gophercloud performs one call on servers, with the OS_* variables for cloud and user, and
// prints the result of the library as one JSON object. Two variables that the server does not print
// send it to another endpoint and give it a microversion, for which the library has no variables.
//
// It is built with Debian's package of the library, so it uses only what that package has.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/gophercloud/gophercloud"
	"github.com/gophercloud/gophercloud/openstack"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/lockunlock"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/startstop"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/servers"
)

const waitSeconds = 60

// refusal is what is printed when the endpoint refuses.
type refusal struct {
	Status  int    `json:"status"`
	Message string `json:"message"`
}

func main() {
	if len(os.Args) != 3 {
		fail(errors.New("usage: gophercloud boot NAME | list LIMIT | show|lock|unlock|stop|delete ID | reboot|reboot-hard|rebuild|resize ID | tag ID"))
	}
	provider, err := openstack.AuthenticatedClient(authOptions())
	if err != nil {
		fail(err)
	}
	compute, err := openstack.NewComputeV2(provider, gophercloud.EndpointOpts{})
	if err != nil {
		fail(err)
	}
	if endpoint := os.Getenv("OS_COMPUTE_ENDPOINT_OVERRIDE"); endpoint != "" {
		compute.Endpoint = gophercloud.NormalizeURL(endpoint)
		compute.Microversion = os.Getenv("OS_COMPUTE_API_VERSION")
	}

	result, err := run(provider, compute, os.Args[1], os.Args[2])
	if err != nil {
		fail(err)
	}
	print(result)
}

func run(
	provider *gophercloud.ProviderClient, compute *gophercloud.ServiceClient, verb, argument string,
) (interface{}, error) {
	done := map[string]string{"done": verb}
	switch verb {
	case "boot":
		return boot(provider, compute, argument)
	case "list":
		limit, err := strconv.Atoi(argument)
		if err != nil {
			return nil, err
		}
		return listPages(compute, limit)
	case "show":
		return show(compute, argument)
	case "lock":
		return done, lockunlock.Lock(compute, argument).ExtractErr()
	case "unlock":
		return done, lockunlock.Unlock(compute, argument).ExtractErr()
	case "tag":
		return changeTags(compute, argument)
	case "stop":
		return done, startstop.Stop(compute, argument).ExtractErr()
	case "reboot":
		return done, rebootAndWait(compute, argument, servers.SoftReboot, "REBOOT")
	case "reboot-hard":
		return done, rebootAndWait(compute, argument, servers.HardReboot, "HARD_REBOOT")
	case "rebuild":
		return done, rebuildAndWait(provider, compute, argument)
	case "resize":
		return done, resizeAndWait(compute, argument)
	case "delete":
		return done, deleteAndWait(compute, argument)
	default:
		return nil, fmt.Errorf("unknown verb %q", verb)
	}
}

// authOptions reads the variables that the server prints. The library's own AuthOptionsFromEnv
// needs OS_DOMAIN_NAME, where other clients distinguish the user's domain from the project's.
func authOptions() gophercloud.AuthOptions {
	return gophercloud.AuthOptions{
		IdentityEndpoint: os.Getenv("OS_AUTH_URL"),
		Username:         os.Getenv("OS_USERNAME"),
		Password:         os.Getenv("OS_PASSWORD"),
		TenantName:       os.Getenv("OS_PROJECT_NAME"),
		DomainName:       os.Getenv("OS_USER_DOMAIN_NAME"),
	}
}

func deleteAndWait(compute *gophercloud.ServiceClient, id string) error {
	if err := servers.Delete(compute, id).ExtractErr(); err != nil {
		return err
	}
	return gophercloud.WaitFor(waitSeconds, func() (bool, error) {
		_, err := servers.Get(compute, id).Extract()
		var notFound gophercloud.ErrDefault404
		if errors.As(err, &notFound) {
			return true, nil
		}
		return false, err
	})
}

// fail prints a refusal with its status, or any other error as it is, and exits.
func fail(err error) {
	var forbidden gophercloud.ErrDefault403
	var conflict gophercloud.ErrDefault409
	switch {
	case errors.As(err, &forbidden):
		print(refusal{403, string(forbidden.Body)})
	case errors.As(err, &conflict):
		print(refusal{409, string(conflict.Body)})
	default:
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(1)
}

func print(result interface{}) {
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
