import com.pulumi.Context;
import com.pulumi.Pulumi;
import com.pulumi.plesk.LicenseKey;
import com.pulumi.plesk.LicenseKeyArgs;
import com.pulumi.plesk.PleskLicenseUpgrade;
import com.pulumi.plesk.PleskLicenseUpgradeArgs;
import com.pulumi.plesk.SubscriptionPlanBinding;
import com.pulumi.plesk.SubscriptionPlanBindingArgs;
import com.pulumi.plesk.inputs.LicenseItemArgs;
import com.pulumi.plesk.inputs.LicenseKeyParentArgs;
import com.pulumi.plesk.inputs.Partner10UpgradeArgs;
import com.pulumi.plesk.inputs.PlanArgs;
import com.pulumi.plesk.inputs.SubscriptionArgs;
import com.pulumi.plesk.outputs.LicenseKeyInfo;

public class App {
    public static void main(String[] args) {
        Pulumi.run(App::stack);
    }

    static void stack(Context ctx) {
        // What is bought, and where, is always yours to say: there is no default that could cost money.
        var settings = ctx.config();

        // The licence of one server. Leaving the program suspends the key; without onDelete it would stay as it is.
        var server = new LicenseKey("web-01", LicenseKeyArgs.builder()
            .items(
                LicenseItemArgs.builder().item(settings.require("edition")).externalId("subscription-4711").build(),
                LicenseItemArgs.builder().item("FT-PLESK-1-LANGUAGE-PACK-1M").build())
            .nickname("web-01")
            .autoRenew(true)
            .onDelete("suspend")
            .build());
        var keyId = server.key().applyValue(LicenseKeyInfo::keyId);

        // An add-on is a key of its own, attached to the server's.
        new LicenseKey("web-01-dnssec", LicenseKeyArgs.builder()
            .items(LicenseItemArgs.builder().item("ADD-DNSSEC-1M").build())
            .parent(LicenseKeyParentArgs.builder().keyId(keyId).build())
            .build());

        // Plans of a key that was bought elsewhere.
        new PleskLicenseUpgrade("mail-plans", PleskLicenseUpgradeArgs.builder()
            .partner10(Partner10UpgradeArgs.builder()
                .keyNumber("PLSK.10000008")
                .upgradePlans("30_DOMAINS_TO_100_DOMAINS")
                .build())
            .build());

        // The plan of a customer's subscription on the Plesk server.
        var shop = new SubscriptionPlanBinding("shop", SubscriptionPlanBindingArgs.builder()
            .server(settings.require("server"))
            .subscription(SubscriptionArgs.builder().name(settings.require("subscription")).build())
            .plan(PlanArgs.builder().name("Premium").owner("admin").build())
            .build());

        ctx.export("keyId", keyId);
        ctx.export("activationCode", server.credentials().applyValue(known -> known.activationCode())); // secret
        ctx.export("plan", shop.binding().applyValue(known -> known.plan().flatMap(plan -> plan.name())));
    }
}
