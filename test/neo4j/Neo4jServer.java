import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.graphdb.Result;

/**
 * Runs a Neo4j server with Bolt and a password from this source: java -cp 'lib/*' Neo4jServer.java FOLDER PORT
 * [key=value …]. It ends when its standard input does.
 */
public final class Neo4jServer {
    private static final String USAGE = "Expected FOLDER PORT [key=value …], and the password in NEO4J_PASSWORD.";

    /** Little memory, small logs, a quick shutdown and no usage reports; the rest are Neo4j's defaults. */
    private static final Map<String, String> SETTINGS = Map.of(
            "dbms.security.auth_enabled", "true",
            "dbms.usage_report.enabled", "false",
            "server.bolt.enabled", "true",
            "internal.server.bolt.thread_pool_shutdown_wait_time", "1s",
            "server.memory.pagecache.size", "128m",
            "db.tx_log.preallocate", "false",
            "db.tx_log.rotation.size", "16m",
            "db.tx_log.rotation.retention_policy", "2 files");

    public static void main(String[] arguments) {
        try {
            run(List.of(arguments));
        } catch (Exception error) {
            // Neo4j's own threads would keep the process alive after its main thread has failed.
            error.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(List<String> arguments) throws Exception {
        var password = System.getenv("NEO4J_PASSWORD");
        if (arguments.size() < 2 || password == null) {
            throw new IllegalArgumentException(USAGE);
        }
        var folder = Path.of(arguments.get(0));
        var address = "127.0.0.1:" + arguments.get(1);
        endWithParent(folder);

        var settings = new HashMap<>(SETTINGS);
        settings.put("server.bolt.listen_address", address);
        settings.put("server.bolt.advertised_address", address);
        for (var argument : arguments.subList(2, arguments.size())) {
            var setting = argument.split("=", 2);
            if (setting.length < 2) {
                throw new IllegalArgumentException(USAGE + " Got \"" + argument + "\".");
            }
            settings.put(setting[0], setting[1]);
        }
        // Neo4j has bound Bolt's port when this returns.
        var service = new DatabaseManagementServiceBuilder(folder)
                .loadPropertiesFromFile(written(folder, settings))
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(service::shutdown));
        if (!service.database("neo4j").isAvailable(60_000)) {
            throw new IllegalStateException("The database neo4j did not become available within 60 s.");
        }
        var system = service.database("system");
        // A folder keeps its first password: Neo4j refuses to set the same one twice.
        var fresh = system.executeTransactionally(
                "SHOW USERS YIELD user, passwordChangeRequired WHERE user = 'neo4j' AND passwordChangeRequired",
                Map.of(),
                Result::hasNext);
        if (fresh) {
            system.executeTransactionally(
                    "ALTER USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED", Map.of("password", password));
        }
        System.out.println("READY bolt://" + address);
    }

    /** The builder takes settings by their names from a file only. */
    private static Path written(Path folder, Map<String, String> settings) throws IOException {
        var lines = settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .sorted()
                .toList();
        return Files.write(Files.createDirectories(folder).resolve("neo4j.conf"), lines);
    }

    /**
     * The parent holds the other end of standard input; it closes when the parent dies, however it dies. Then nobody
     * is left to remove a temporary folder, and nothing in it needs an orderly end.
     */
    private static void endWithParent(Path folder) {
        var temporary = "1".equals(System.getenv("NEO4J_FOLDER_IS_TEMPORARY"));
        var waiting = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {}
            } catch (IOException closed) {
                // Treat an error like the end.
            }
            if (temporary) {
                remove(folder);
                Runtime.getRuntime().halt(0);
            }
            System.exit(0);
        });
        waiting.setDaemon(true);
        waiting.start();
    }

    private static void remove(Path folder) {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (Exception busy) {
            // Neo4j may add a file meanwhile; the system cleans up its temporary folder.
        }
    }
}
