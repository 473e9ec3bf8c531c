module plesk-go

go 1.24

require (
	pulumi-plesk/sdk/go/plesk v0.0.0
	github.com/pulumi/pulumi/sdk/v3 v3.255.0
)

// What `pulumi package gen-sdk plesk --language go --out sdks` has written.
replace pulumi-plesk/sdk/go/plesk => ./sdks/go/plesk
