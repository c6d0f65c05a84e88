import { publicRoute } from "@/lib/api/route";
import { readClient } from "@/lib/auth/client-address";
import { registerPerson } from "@/lib/auth/register-person";
import { register } from "@/lib/auth/token-schema";

export const POST = publicRoute(register, ({ ctx, input, request }) => registerPerson(ctx, input, readClient(request.headers)));
